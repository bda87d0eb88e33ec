package io.conversation.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.bson.BsonBinaryReader;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonReader;
import org.bson.BsonReaderMark;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.bson.io.BsonInput;

/** A {@link JsonObject} inside a document: its bytes are copied, never taken apart. */
public final class JsonObjectCodec {

    private static final RawBsonDocumentCodec RAW = new RawBsonDocumentCodec();
    private static final DecoderContext CONTEXT = DecoderContext.builder().build();

    private JsonObjectCodec() {
    }

    public static void write(BsonWriter writer, JsonObject value) {
        try (BsonBinaryReader reader = value.reader()) {
            writer.pipe(reader);
        }
    }

    public static JsonObject read(BsonReader reader) {
        return reader instanceof BsonBinaryReader binary ? copied(binary) : decoded(reader);
    }

    /** Into one array, of the right size; a document may have 16 MiB. */
    private static JsonObject copied(BsonBinaryReader reader) {
        if (reader.getCurrentBsonType() != BsonType.DOCUMENT) {
            throw new BsonInvalidOperationException("An object is needed, not " + reader.getCurrentBsonType());
        }
        BsonReaderMark start = reader.getMark();
        BsonInput input = reader.getBsonInput();
        int size = input.readInt32();
        byte[] bytes = new byte[size];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(size);
        input.readBytes(bytes, Integer.BYTES, size - Integer.BYTES);
        start.reset();
        reader.skipValue();
        return new JsonObject(bytes);
    }

    private static JsonObject decoded(BsonReader reader) {
        var raw = RAW.decode(reader, CONTEXT).getByteBuffer();
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        return new JsonObject(bytes);
    }
}
