package io.conversation.json;

import org.bson.BsonBinaryReader;
import org.bson.BsonReader;
import org.bson.BsonWriter;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.RawBsonDocumentCodec;

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
        var raw = RAW.decode(reader, CONTEXT).getByteBuffer();
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        return new JsonObject(bytes);
    }
}
