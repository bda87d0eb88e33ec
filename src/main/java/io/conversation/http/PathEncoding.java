package io.conversation.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of paths, RFC 3986, 3.3: which characters of a path stand for themselves. */
final class PathEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /** In a request: whatever the RFC allows, but for the semicolon, which the framework takes for a matrix parameter. */
    private static final boolean[] PLAIN_IN_REQUEST = set(UNRESERVED + "/!$&'()*+,=:@%");

    /** In a query: whatever the RFC allows, 3.4. */
    private static final boolean[] PLAIN_IN_QUERY = set(UNRESERVED + "/!$&'()*+,=:@%;?");

    /** In a header: but for the comma, too, as there are readers that split a header at both wherever they stand. */
    private static final boolean[] PLAIN_IN_HEADER = set(UNRESERVED + "/!$&'()*+=:@");

    private PathEncoding() {
    }

    /**
     * A path as it was sent, with what it should not have had in this spelling encoded: the same string when that is nothing.
     * Each character is a byte of the request.
     */
    static String ofRequest(String raw) {
        return encoded(raw, PLAIN_IN_REQUEST);
    }

    /** The same of a query. */
    static String ofQuery(String raw) {
        return encoded(raw, PLAIN_IN_QUERY);
    }

    private static String encoded(String raw, boolean[] plain) {
        for (int i = 0; i < raw.length(); i++) {
            if (!isPlain(raw.charAt(i), plain)) {
                return encode(raw, plain);
            }
        }
        return raw;
    }

    private static String encode(String raw, boolean[] plain) {
        StringBuilder encoded = new StringBuilder(raw.length() + 32);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (isPlain(c, plain)) {
                encoded.append(c);
            } else {
                append(encoded, (byte) c);
            }
        }
        return encoded.toString();
    }

    /** Whether two digits follow each percent sign. */
    static boolean isDecodable(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (at + 2 >= text.length() || !HexFormat.isHexDigit(text.charAt(at + 1))
                    || !HexFormat.isHexDigit(text.charAt(at + 2))) {
                return false;
            }
        }
        return true;
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

    private static boolean isPlain(char c, boolean[] plain) {
        return c < plain.length && plain[c];
    }

    private static boolean[] set(String characters) {
        boolean[] set = new boolean[128];
        characters.chars().forEach(c -> set[c] = true);
        return set;
    }
}
