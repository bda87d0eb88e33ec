package io.conversation.json;

import static io.conversation.problem.ProblemException.malformed;

import java.io.IOException;

import org.bson.BsonBinaryWriter;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.conversation.problem.ProblemException;

/**
 * Reads one JSON object into BSON in one pass, and refuses whatever could not come back the same. It stops, with
 * {@code too-large}, where a document could not hold it any more.
 */
final class JsonToBson {

    /** Of the 16 MiB that a document in the database can have, all but what may stand beside a client's object. */
    static final int MAX_BYTES = JsonObject.MAX_DOCUMENT_BYTES - JsonObject.FRAME_BYTES;

    /**
     * In characters: a longer text is not made a string, which would be a third copy of it beside the parser's and the BSON.
     */
    private static final int LONG_TEXT = 32 * 1024;

    private final JsonParser parser;
    private final BsonPieces bson;
    private final BsonBinaryWriter writer;

    private JsonToBson(JsonParser parser, BsonPieces bson) {
        this.parser = parser;
        this.bson = bson;
        this.writer = new BsonBinaryWriter(bson);
    }

    /** The object that the parser stands at the start of; {@code name} is how it is told of. */
    static JsonObject readNamed(JsonParser parser, String name) throws IOException {
        BsonPieces bson = new BsonPieces(MAX_BYTES, () -> ProblemException.tooLarge(
                name + " would be over the 16 MiB that a stored document can have."));
        JsonToBson reading = new JsonToBson(parser, bson);
        reading.object(1);
        reading.writer.close();
        return new JsonObject(bson.take());
    }

    static JsonObject read(JsonParser parser) throws IOException {
        return readNamed(parser, "The object");
    }

    private void object(int depth) throws IOException {
        checkDepth(depth);
        writer.writeStartDocument();
        KeySet keys = StrictJson.tellsDuplicates(parser) ? null : new KeySet();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = name(parser.currentName());
            if (keys != null && !keys.add(name)) {
                throw StrictJson.duplicate(name, parser);
            }
            writer.writeName(name);
            parser.nextToken();
            value(depth);
        }
        writer.writeEndDocument();
    }

    private void array(int depth) throws IOException {
        checkDepth(depth);
        writer.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(depth);
        }
        writer.writeEndArray();
    }

    private void value(int depth) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> writer.writeBoolean(true);
            case VALUE_FALSE -> writer.writeBoolean(false);
            case VALUE_NULL -> writer.writeNull();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("No value starts with " + parser.currentToken());
        }
    }

    private void string() throws IOException {
        if (parser.getTextLength() < LONG_TEXT) {
            writer.writeString(StrictJson.text(parser.getText(), parser));
        } else {
            bson.insteadOfNext(parser::getText);
            writer.writeString("");
        }
    }

    private void integer() throws IOException {
        switch (parser.getNumberType()) {
            case INT -> {
                int value = parser.getIntValue();
                if (value == 0 && parser.getTextLength() == 2) {
                    writer.writeDouble(-0.0); // an integer has no minus zero
                } else {
                    writer.writeInt32(value);
                }
            }
            case LONG -> writer.writeInt64(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> throw number("is an integer of more than 64 bits");
        }
    }

    private void decimal() throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw number("is beyond the range of a double");
        }
        if (value == 0 && mantissaHasDigit(parser.getText())) {
            throw number("is too close to zero for a double");
        }
        writer.writeDouble(value);
    }

    private static boolean mantissaHasDigit(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c >= '1' && c <= '9') {
                return true;
            }
            if (c == 'e' || c == 'E') {
                return false;
            }
        }
        return false;
    }

    private RuntimeException number(String what) throws IOException {
        String text = parser.getText();
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return malformed("The number " + shown + " " + what + StrictJson.place(parser.currentTokenLocation()) + ".");
    }

    private void checkDepth(int depth) {
        if (depth > StrictJson.MAX_DEPTH) {
            throw malformed("Nested over " + StrictJson.MAX_DEPTH + " deep"
                    + StrictJson.place(parser.currentTokenLocation()) + ".");
        }
    }

    private String name(String name) {
        if (name.indexOf('\0') >= 0) {
            throw malformed("A key has a NUL character" + StrictJson.place(parser.currentTokenLocation()) + ".");
        }
        return StrictJson.text(name, parser);
    }
}
