package io.conversation.json;

import java.io.IOException;

import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.DecoderContext;

import com.fasterxml.jackson.core.JsonGenerator;

/** Writes stored BSON as JSON in one pass, without building a tree. */
final class BsonToJson {

    private BsonToJson() {
    }

    static void write(BsonReader reader, JsonGenerator generator) throws IOException {
        reader.readStartDocument();
        generator.writeStartObject();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            generator.writeFieldName(reader.readName());
            writeValue(reader, generator);
        }
        reader.readEndDocument();
        generator.writeEndObject();
    }

    private static void writeArray(BsonReader reader, JsonGenerator generator) throws IOException {
        reader.readStartArray();
        generator.writeStartArray();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            writeValue(reader, generator);
        }
        reader.readEndArray();
        generator.writeEndArray();
    }

    private static void writeValue(BsonReader reader, JsonGenerator generator) throws IOException {
        BsonType type = reader.getCurrentBsonType();
        switch (type) {
            case DOCUMENT -> write(reader, generator);
            case ARRAY -> writeArray(reader, generator);
            case STRING -> generator.writeString(reader.readString());
            case INT32 -> generator.writeNumber(reader.readInt32());
            case INT64 -> generator.writeNumber(reader.readInt64());
            case DOUBLE -> generator.writeNumber(reader.readDouble());
            case BOOLEAN -> generator.writeBoolean(reader.readBoolean());
            case NULL -> {
                reader.readNull();
                generator.writeNull();
            }
            // Types that JSON lacks are never written by this service; another writer's are shown as text.
            default -> generator.writeString(
                    new BsonValueCodec().decode(reader, DecoderContext.builder().build()).toString());
        }
    }
}
