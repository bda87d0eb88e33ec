package io.conversation.database;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where a string is in the ranges of a hashed shard key: the server's own function, which its hashed indexes and so its data
 * rest on, and which therefore stays as it is.
 */
final class ShardHash {

    private static final int SEED = 0;
    /** What the server counts a string as where types are compared. */
    private static final int CANONICAL_STRING = 15;

    private ShardHash() {
    }

    static long of(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        ByteBuffer hashed = ByteBuffer.allocate(3 * Integer.BYTES + utf8.length + 1).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SEED).putInt(CANONICAL_STRING).putInt(utf8.length + 1).put(utf8).put((byte) 0);
        return ByteBuffer.wrap(md5().digest(hashed.array())).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
