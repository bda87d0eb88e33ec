package io.conversation.json;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * JSON objects of every kind that the contract takes: how they may be sent, with escapes and blanks, and how they have to come
 * back. The same seed makes the same objects.
 */
public final class RandomJson {

    /** One object, as it is sent and as it is answered. */
    public record Sample(String sent, String back) {
    }

    private static final String[] KEYS = { "text", "", ".", "a.b", "..", "$", "$set", "$a.b", "$ref", "_id", "id", " ",
            "\u0001",
            "\"", "\\", "/", "ключ", "鍵", "\uD83C\uDF75", "\uFFFF", "\u00e9", "e\u0301", "0", "1", "__proto__", "\u2028",
            "\u007f" };
    private static final long[] INTEGERS = { 0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE + 1L,
            Integer.MIN_VALUE - 1L, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE };
    private static final double[] DECIMALS = { 0.0, -0.0, 0.1, 1.0, -1.5, 1e22, 1e-7, 123456789.125, Double.MAX_VALUE,
            Double.MIN_VALUE, -Double.MIN_NORMAL, 9007199254740993.0, 1.0 / 3 };

    private final Random random;
    private final boolean dollars;
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder back = new StringBuilder();

    private RandomJson(long seed, boolean dollars) {
        this.random = new Random(seed);
        this.dollars = dollars;
    }

    public static Sample object(long seed) {
        return object(seed, true);
    }

    /** Without keys that begin with a dollar sign unless {@code dollars}. */
    public static Sample object(long seed, boolean dollars) {
        RandomJson json = new RandomJson(seed, dollars);
        json.object(1);
        return new Sample(json.sent.toString(), json.back.toString());
    }

    private void object(int depth) {
        both("{");
        Set<String> keys = new LinkedHashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            keys.add(key());
        }
        String separator = "";
        for (String key : keys) {
            both(separator);
            string(key);
            both(":");
            value(depth + 1);
            separator = ",";
        }
        both("}");
    }

    private String key() {
        String key = random.nextBoolean() ? KEYS[random.nextInt(KEYS.length)] : text();
        key = key.replace("\0", "");
        return key.startsWith("$") && !dollars ? "S" + key : key;
    }

    private void value(int depth) {
        switch (random.nextInt(depth > 6 ? 5 : 8)) {
            case 0 -> both(random.nextBoolean() ? "true" : "false");
            case 1 -> both("null");
            case 2 -> both(Long.toString(random.nextBoolean() ? random.nextLong() >> random.nextInt(64)
                    : INTEGERS[random.nextInt(INTEGERS.length)]));
            case 3 -> decimal();
            case 4, 5 -> string(text());
            case 6 -> array(depth);
            default -> object(depth);
        }
    }

    private void array(int depth) {
        both("[");
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            both(i == 0 ? "" : ",");
            value(depth + 1);
        }
        both("]");
    }

    private void decimal() {
        double value = random.nextBoolean() ? DECIMALS[random.nextInt(DECIMALS.length)]
                : Double.longBitsToDouble(random.nextLong());
        String text = Double.toString(Double.isFinite(value) ? value : 0.5);
        sent.append(random.nextBoolean() ? text : text.replace("E", random.nextBoolean() ? "e" : "00E"));
        back.append(text);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> 0x10000 + random.nextInt(0x100000);
            case 2 -> 0xE000 + random.nextInt(0x2000);
            case 3 -> 0x80 + random.nextInt(0xD780);
            default -> 0x20 + random.nextInt(0x5F);
        };
    }

    private void string(String text) {
        both("\"");
        text.codePoints().forEach(codePoint -> {
            // A surrogate pair is spelled out as a whole: half of one is no character.
            boolean spelledOut = random.nextInt(4) == 0;
            for (char c : Character.toChars(codePoint)) {
                back.append(escaped(c));
                sent.append(spelledOut ? String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c)
                        : escaped(c));
            }
        });
        both("\"");
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> c < 0x20 ? String.format(Locale.ROOT, "\\u%04X", (int) c) : String.valueOf(c);
        };
    }

    private void both(String token) {
        if (random.nextInt(10) == 0 && !token.isEmpty() && !token.equals("\"")) {
            sent.append(random.nextBoolean() ? " " : "\t");
        }
        sent.append(token);
        back.append(token);
    }
}
