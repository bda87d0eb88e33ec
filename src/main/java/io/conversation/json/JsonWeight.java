package io.conversation.json;

/**
 * How much memory it takes at the most to read a JSON text and to store it, told by a glance at it: a comma may stand for a
 * number that has one byte here and a dozen in BSON, and a string is in memory as characters before it is BSON.
 */
public final class JsonWeight {

    /** Of any text, for one byte: of commas and digits alone. */
    public static final int MOST_PER_BYTE = 21;

    /** A value's type, its place in its array as a text, and eight bytes, less what the shortest of them takes in JSON. */
    private static final int PER_VALUE = 14;
    /** Eight bytes in a {@link KeySet} that is three times as large while it grows. */
    private static final int PER_KEY = 24;
    /** While it is stored: itself, the command it stands in, and a copy on the way there. */
    private static final int STORED = 3;

    private JsonWeight() {
    }

    /** Of what is between the two in the bytes. */
    public static long of(byte[] json, int from, int to) {
        long values = 0;
        long keys = 0;
        int longest = 0;
        for (int i = from; i < to; i++) {
            switch (json[i]) {
                case ',', '[', '{' -> values++;
                case ':' -> keys++;
                case '"' -> {
                    int start = i;
                    i = stringEnd(json, i + 1, to);
                    longest = Math.max(longest, i - start);
                }
                default -> {
                }
            }
        }
        long bson = Math.min(JsonToBson.MAX_BYTES, to - from + PER_VALUE * values);
        return Math.max(2 * bson + Character.BYTES * (long) longest + PER_KEY * keys, STORED * bson);
    }

    private static int stringEnd(byte[] json, int from, int to) {
        int i = from;
        while (i < to && json[i] != '"') {
            i += json[i] == '\\' ? 2 : 1;
        }
        return Math.min(i, to);
    }

    /** Of what has been read and is to be stored. */
    public static long stored(long bytesOfBson) {
        return STORED * bytesOfBson;
    }
}
