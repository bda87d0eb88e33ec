package io.conversation.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times on the wire: RFC 3339 in, UTC with milliseconds out, nothing finer kept. */
public final class Rfc3339 {

    private static final String RULE = "has to be an RFC 3339 time with an offset, like 2026-01-01T00:00:00.000Z";

    private static final int LEAP_SECOND = 60;
    private static final Pattern SHAPE = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,18})?([Zz]|[+-]\\d{2}:\\d{2})");
    /** For years that only another writer can have stored. */
    private static final DateTimeFormatter OTHERS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Rfc3339() {
    }

    /**
     * The time in whole milliseconds, or empty when the text is not one. A leap second is not: no stored time could hold it.
     */
    public static Optional<Instant> parse(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        int fraction = "0000-00-00T00:00:00".length();
        int offset = text.charAt(fraction) == '.' ? endOfDigits(text, fraction + 1) : fraction;
        try {
            Instant time = LocalDateTime.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2), number(text, 11, 2),
                    number(text, 14, 2), number(text, 17, 2), millis(text, fraction + 1, offset) * 1_000_000)
                    .toInstant(offset(text, offset));
            return time.isBefore(FIRST) || !time.isBefore(END) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What to say of a text that is no time. */
    public static String rule(String text) {
        return SHAPE.matcher(text).matches() && number(text, 17, 2) == LEAP_SECOND
                ? RULE + "; leap seconds are not taken, send the second before or after"
                : RULE;
    }

    private static int number(String text, int from, int digits) {
        return Integer.parseInt(text, from, from + digits, 10);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int millis(String text, int from, int to) {
        int millis = 0;
        for (int i = 0; i < 3; i++) {
            millis = millis * 10 + (from + i < to ? text.charAt(from + i) - '0' : 0);
        }
        return millis;
    }

    private static ZoneOffset offset(String text, int from) {
        char sign = text.charAt(from);
        if (sign != '+' && sign != '-') {
            return ZoneOffset.UTC;
        }
        int factor = sign == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(factor * number(text, from + 1, 2), factor * number(text, from + 4, 2));
    }

    public static String format(Instant time) {
        if (time.isBefore(FIRST) || !time.isBefore(END)) {
            return OTHERS.format(time);
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
        put(text, 3, utc.getYear());
        put(text, 6, utc.getMonthValue());
        put(text, 9, utc.getDayOfMonth());
        put(text, 12, utc.getHour());
        put(text, 15, utc.getMinute());
        put(text, 18, utc.getSecond());
        put(text, 22, utc.getNano() / 1_000_000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The number's digits, the last of them at that place. */
    private static void put(byte[] text, int last, int number) {
        for (int rest = number, at = last; rest > 0; rest /= 10, at--) {
            text[at] = (byte) ('0' + rest % 10);
        }
    }

    /** What the service itself says the time is, as it will be stored. */
    public static Instant cut(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
