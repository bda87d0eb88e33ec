package io.conversation.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.ByteBufNIO;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.io.ByteBufferBsonInput;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * A client's JSON object, kept as the BSON bytes the database stores: read from JSON in one pass, written back in one pass,
 * keys and their order, 64-bit integers and doubles exact. Equal when equal as JSON values: key order and number spelling do
 * not matter.
 */
@JsonSerialize(using = JsonObject.Serializer.class)
public final class JsonObject {

    /** What a document in the database can have. */
    static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    /** The most that a stored document may have beside what its client may fill at will, generously. */
    static final int FRAME_BYTES = 4096;

    public static final JsonObject EMPTY = new JsonObject(new byte[] { 5, 0, 0, 0, 0 });

    /** A byte of BSON becomes six of JSON at the most, a control character; numbers and what is between values grow less. */
    public static final int MAX_JSON_PER_BSON = 6;

    private static final JsonFactory LIKE_ANSWERS = new JsonFactory()
            .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);

    private final byte[] bson;

    public JsonObject(byte[] bson) {
        this.bson = bson;
    }

    /** The size in the database, in bytes. */
    public int size() {
        return bson.length;
    }

    /** Whether it takes so many bytes of JSON at the most, as this service writes it. */
    public boolean isWithin(int bytesOfJson) {
        return bson.length <= bytesOfJson / MAX_JSON_PER_BSON || lengthOfJson() <= bytesOfJson;
    }

    long lengthOfJson() {
        CountedStream counted = new CountedStream(OutputStream.nullOutputStream());
        try (JsonGenerator generator = LIKE_ANSWERS.createGenerator(counted); BsonBinaryReader reader = reader()) {
            BsonToJson.write(reader, generator);
        } catch (IOException e) {
            throw new IllegalStateException("Writing to nowhere failed", e);
        }
        return counted.count();
    }

    public RawBsonDocument toBson() {
        return new RawBsonDocument(bson);
    }

    /** This object with those members of another that it does not have; its own stay as they are, and in front. */
    public JsonObject with(JsonObject more) {
        BsonDocument merged = decoded();
        more.decoded().forEach(merged::putIfAbsent);
        return of(merged);
    }

    /** Its first members alone, as many as told. */
    public JsonObject first(int members) {
        BsonDocument first = new BsonDocument();
        decoded().entrySet().stream().limit(members).forEach(member -> first.put(member.getKey(), member.getValue()));
        return of(first);
    }

    /** How many members it has. */
    public int members() {
        return decoded().size();
    }

    /** The keys of another object that are not here, or here with another value. */
    public List<String> lacking(JsonObject other) {
        BsonDocument mine = decoded();
        return other.decoded().entrySet().stream()
                .filter(member -> !mine.containsKey(member.getKey())
                        || !alone(mine.get(member.getKey())).equals(alone(member.getValue())))
                .map(Map.Entry::getKey).toList();
    }

    private static JsonObject alone(BsonValue value) {
        return of(new BsonDocument("", value));
    }

    private static JsonObject of(BsonDocument document) {
        RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
        ByteBuffer bytes = raw.getByteBuffer().asNIO();
        byte[] bson = new byte[bytes.remaining()];
        bytes.get(bson);
        return new JsonObject(bson);
    }

    BsonBinaryReader reader() {
        return new BsonBinaryReader(new ByteBufferBsonInput(new ByteBufNIO(ByteBuffer.wrap(bson))));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && JsonEquality.same(bson, that.bson);
    }

    @Override
    public int hashCode() {
        // Members in any order, numbers in any spelling: the names alone agree between equal objects.
        return decoded().keySet().hashCode();
    }

    @Override
    public String toString() {
        return toBson().toJson();
    }

    private BsonDocument decoded() {
        try (BsonBinaryReader reader = reader()) {
            return new BsonDocumentCodec().decode(reader, DecoderContext.builder().build());
        }
    }

    static final class Serializer extends JsonSerializer<JsonObject> {
        @Override
        public void serialize(JsonObject value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            try (BsonBinaryReader reader = value.reader()) {
                BsonToJson.write(reader, generator);
            }
        }
    }
}
