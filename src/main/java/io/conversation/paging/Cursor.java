package io.conversation.paging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

import org.bson.types.ObjectId;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * A {@link Position} as URL-safe text, bound by a digest to the scope (list, order and filters) that it was made for. The
 * digest finds mistakes; it guards nothing, as a position opens no door.
 */
public final class Cursor {

    /** What one looks like; no list has given it out. */
    public static final String EXAMPLE = "AQAAAZt3mCgYaVXgAGWoKT8zwe1LAAAAKtOnB6Xw";

    private static final byte VERSION = 1;
    private static final int KEY = 1 + Long.BYTES + 12;
    // 30 bytes fill 40 characters of base64 to the last bit, so no character can change unnoticed.
    private static final int SIZE = 30;

    private Cursor() {
    }

    public static String encode(Position position, String scope) {
        byte[] cursor = ByteBuffer.allocate(SIZE).put(VERSION).putLong(position.time().toEpochMilli())
                .put(position.id().toByteArray()).array();
        System.arraycopy(digest(cursor, scope), 0, cursor, KEY, SIZE - KEY);
        return Base64.getUrlEncoder().encodeToString(cursor);
    }

    /** Refuses with {@code invalid-cursor} what {@link #encode} did not make for the same scope. */
    public static Position decode(String text, String scope) {
        byte[] cursor = bytes(text);
        if (cursor.length != SIZE || cursor[0] != VERSION
                || !Arrays.equals(cursor, KEY, SIZE, digest(cursor, scope), 0, SIZE - KEY)) {
            throw invalid();
        }
        ByteBuffer key = ByteBuffer.wrap(cursor, 1, KEY - 1);
        Instant time = Instant.ofEpochMilli(key.getLong());
        byte[] id = new byte[12];
        key.get(id);
        return new Position(time, new ObjectId(id));
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static byte[] digest(byte[] cursor, String scope) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(cursor, 0, KEY);
            return digest.digest(scope.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static ProblemException invalid() {
        return new ProblemException(ProblemType.INVALID_CURSOR,
                "The cursor is none that this list gave out for the same order and filters; start without one.");
    }
}
