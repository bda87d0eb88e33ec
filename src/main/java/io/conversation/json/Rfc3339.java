package io.conversation.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times on the wire: RFC 3339 in, UTC with milliseconds out, nothing finer kept. */
public final class Rfc3339 {

    public static final String RULE = "has to be an RFC 3339 time with an offset, like 2026-01-01T00:00:00.000Z";

    private static final Pattern SHAPE = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,18})?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final DateTimeFormatter READING = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss").appendOffset("+HH:MM", "Z")
            .toFormatter().withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter WRITING = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
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
        int afterSeconds = "0000-00-00T00:00:00".length();
        int offset = text.charAt(afterSeconds) == '.' ? endOfDigits(text, afterSeconds + 1) : afterSeconds;
        try {
            Instant seconds = OffsetDateTime.parse(text.substring(0, afterSeconds) + text.substring(offset), READING)
                    .toInstant();
            Instant time = seconds.plusMillis(millis(text, afterSeconds + 1, offset));
            return time.isBefore(FIRST) || !time.isBefore(END) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static long millis(String text, int from, int to) {
        long millis = 0;
        for (int i = 0; i < 3; i++) {
            millis = millis * 10 + (from + i < to ? text.charAt(from + i) - '0' : 0);
        }
        return millis;
    }

    public static String format(Instant time) {
        return WRITING.format(time);
    }

    /** What the service itself says the time is, as it will be stored. */
    public static Instant cut(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
