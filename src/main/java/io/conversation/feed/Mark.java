package io.conversation.feed;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.types.ObjectId;

import io.conversation.database.ArrivalIds;

/**
 * A place in the change stream: given is all that arrived up to an id, whatever the stream tells of that, and all that it tells
 * up to its token.
 *
 * @param newest the second of the newest arrival that it told of: what is older by the overlap had been written before that
 *        one,
 *        so one can also go on from there
 */
record Mark(ObjectId upTo, int newest, BsonDocument token) {

    /** Before all that arrives. */
    static final ObjectId FIRST = new ObjectId(new byte[12]);

    private static final String DATA = "_data";
    private static final String START = "start";
    private static final int ID = 12;
    private static final byte HEX = 0;
    private static final byte BSON = 1;

    /** Where nothing has been told of yet: it begins at that time of the database's. */
    static Mark start(ObjectId upTo, int newest, BsonTimestamp time) {
        return new Mark(upTo, newest, new BsonDocument(START, time));
    }

    /** Null where it has begun. */
    BsonTimestamp start() {
        return token.getTimestamp(START, null);
    }

    Mark at(int second, BsonDocument next) {
        return new Mark(upTo, Math.max(newest, second), next);
    }

    boolean has(ObjectId id) {
        return id.compareTo(upTo) <= 0;
    }

    /** Up to where all is given for whoever has no use for the token. */
    ObjectId surelyUpTo(Duration overlap) {
        ObjectId surely = ArrivalIds.lowest(newestAt().minus(overlap));
        return has(surely) ? upTo : surely;
    }

    /** When the newest arrived. */
    Instant newestAt() {
        return Instant.ofEpochSecond(newest);
    }

    /** A token of a server's making is hexadecimal, and half as long for it. */
    byte[] bytes(byte version) {
        String hex = hex();
        byte[] text = hex == null ? bson() : HexFormat.of().parseHex(hex);
        return ByteBuffer.allocate(1 + ID + Integer.BYTES + 1 + text.length).put(version).put(upTo.toByteArray()).putInt(newest)
                .put(hex == null ? BSON : HEX).put(text).array();
    }

    static Mark read(ByteBuffer bytes) {
        byte[] id = new byte[ID];
        bytes.get(id);
        int newest = bytes.getInt();
        boolean hex = bytes.get() == HEX;
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        return new Mark(new ObjectId(id), newest, hex ? ofHex(text) : ofBson(text));
    }

    private static BsonDocument ofHex(byte[] text) {
        return new BsonDocument(DATA, new BsonString(HexFormat.of().withUpperCase().formatHex(text)));
    }

    private static BsonDocument ofBson(byte[] text) {
        return new BsonDocumentCodec().decode(new BsonBinaryReader(ByteBuffer.wrap(text)), DecoderContext.builder().build());
    }

    private String hex() {
        String data = token.isString(DATA) ? token.getString(DATA).getValue() : "";
        return token.size() == 1 && data.matches("([0-9A-F]{2})+") ? data : null;
    }

    private byte[] bson() {
        ByteBuffer raw = new RawBsonDocument(token, new BsonDocumentCodec()).getByteBuffer().asNIO();
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        return bytes;
    }
}
