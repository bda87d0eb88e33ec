package io.conversation.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of paths, RFC 3986, 3.3: which characters of a path stand for themselves. */
final class PathEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** In a request: whatever the RFC allows, but for the semicolon, which the framework takes for a matrix parameter. */
    private static final boolean[] PLAIN_IN_REQUEST = set(UNRESERVED + "/!$&'()*+,=:@%");

    /** In a header: but for the comma, too, as there are readers that split a header at both wherever they stand. */
    private static final boolean[] PLAIN_IN_HEADER = set(UNRESERVED + "/!$&'()*+=:@");

    private PathEncoding() {
    }

    /**
     * A path as it was sent, with what it should not have had in this spelling encoded: the same string when that is nothing.
     * Beyond ASCII it is left to the framework.
     */
    static String ofRequest(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (isAscii(raw.charAt(i)) && !PLAIN_IN_REQUEST[raw.charAt(i)]) {
                return encode(raw);
            }
        }
        return raw;
    }

    private static String encode(String raw) {
        StringBuilder encoded = new StringBuilder(raw.length() + 32);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isAscii(c) && !PLAIN_IN_REQUEST[c]) {
                append(encoded, (byte) c);
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** A path whose characters all mean themselves, as it can stand in {@code Location} and {@code Link}. */
    static String ofHeader(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 32);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && PLAIN_IN_HEADER[b]) {
                encoded.append((char) b);
            } else {
                append(encoded, b);
            }
        }
        return encoded.toString();
    }

    private static void append(StringBuilder encoded, byte b) {
        encoded.append('%').append(HEX.toHighHexDigit(b)).append(HEX.toLowHexDigit(b));
    }

    private static boolean isAscii(char c) {
        return c < 128;
    }

    private static boolean[] set(String characters) {
        boolean[] set = new boolean[128];
        characters.chars().forEach(c -> set[c] = true);
        return set;
    }
}
