package io.conversation.json;

import static io.conversation.problem.ProblemException.malformed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/**
 * JSON as the contract reads it: well-formed UTF-8, each key once in an object, one value and nothing after it. Whatever is
 * wrong becomes {@code malformed-request} with the place of the fault.
 */
public final class StrictJson {

    /** How deep a client's {@code payload} or {@code metadata} may nest, itself being 1; the database stops at 100 or later. */
    public static final int MAX_DEPTH = 64;

    /** The largest body or line of the contract, in characters: no string inside can be longer. */
    private static final int MAX_TEXT = 16 * 1024 * 1024;

    /** Up to this many bytes, decoding at once takes less memory than the buffers for decoding piece by piece. */
    private static final int DECODED_WHOLE = 8 * 1024;

    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private static final JsonFactory FACTORY = ((JsonFactoryBuilder) JsonFactory.builder())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    // A payload stands four levels down in an import line.
                    .maxNestingDepth(MAX_DEPTH + 8)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .build())
            .build();

    private StrictJson() {
    }

    /** What reads one value off a parser. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** What reads one element of an array off a parser that stands at its start. */
    @FunctionalInterface
    public interface ElementReading {
        void read(JsonParser parser, int index) throws IOException;
    }

    /** Reads the one JSON object that the bytes hold; the parser is given standing at its start. */
    public static <T> T readObject(byte[] json, Reading<T> reading) {
        return read(json, JsonToken.START_OBJECT, reading);
    }

    /** Reads the one JSON array that the bytes hold, each element in its turn. */
    public static void readArray(byte[] json, ElementReading reading) {
        read(json, JsonToken.START_ARRAY, parser -> {
            readElements(parser, reading);
            return null;
        });
    }

    /**
     * Reads the elements of the array that the parser stands at the start of; a reading may stop anywhere inside its element.
     */
    public static void readElements(JsonParser parser, ElementReading reading) throws IOException {
        int depth = parser.getParsingContext().getNestingDepth();
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            reading.read(parser, index);
            while (parser.getParsingContext().getNestingDepth() > depth) {
                parser.nextToken();
            }
        }
    }

    private static <T> T read(byte[] json, JsonToken start, Reading<T> reading) {
        try (JsonParser parser = parser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw malformed("JSON is needed, " + kind(start) + "; there is nothing.");
            }
            if (first != start) {
                throw malformed("JSON of " + kind(start) + " is needed, not of " + kind(first) + ".");
            }
            T result = reading.read(parser);
            if (parser.nextToken() != null) {
                throw malformed("There is more after " + kind(start) + place(parser.currentTokenLocation()) + ".");
            }
            return result;
        } catch (CharacterCodingException e) {
            throw malformed("The JSON is not well-formed UTF-8.");
        } catch (JsonProcessingException e) {
            throw malformed("The JSON cannot be read" + place(e.getLocation()) + ": " + reason(e) + ".");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /** Decoding by ourselves: the parser's own decoder takes overlong forms and guesses UTF-16. */
    private static JsonParser parser(byte[] json) throws IOException {
        boolean byteOrderMark = json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB
                && json[2] == (byte) 0xBF;
        int start = byteOrderMark ? 3 : 0;
        int length = json.length - start;
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        if (length <= DECODED_WHOLE) {
            CharBuffer characters = decoder.decode(ByteBuffer.wrap(json, start, length));
            return FACTORY.createParser(characters.array(), 0, characters.length());
        }
        return FACTORY.createParser(new InputStreamReader(new ByteArrayInputStream(json, start, length), decoder));
    }

    /** A token in a client's words. */
    static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING, FIELD_NAME -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
        };
    }

    static String place(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** The parser's reason without its own names: they end where it starts to speak of its source or its settings. */
    private static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        for (String own : new String[] { "(start marker", "[Source", "(`", ", from `", "(for ", ": enable ", "(not recognized",
                "; " }) {
            int at = reason.indexOf(own);
            reason = at > 0 ? reason.substring(0, at) : reason;
        }
        return legible(reason.replace("JsonToken.", "").strip());
    }

    /** Without halves of surrogate pairs, which UTF-8 cannot carry: a text may have been cut between two. */
    static String legible(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
    }

    /** A string as UTF-8 can carry it, or refused. */
    static String text(String text, JsonParser parser) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw malformed("A string has a lone surrogate, which UTF-8 cannot carry"
                            + place(parser.currentTokenLocation()) + ".");
                }
                i++;
            }
        }
        return text;
    }
}
