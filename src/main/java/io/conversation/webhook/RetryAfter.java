package io.conversation.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** How long a receiver asks to be left alone (RFC 9110, 10.2.3). */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {
    }

    /**
     * @param text the header, null where there is none
     * @param date of the answer, by which a date is understood, as the receiver's clock may be another
     * @return zero where it asks for nothing, or for what cannot be understood
     */
    static Duration of(String text, String date) {
        if (text == null) {
            return Duration.ZERO;
        }
        if (SECONDS.matcher(text.strip()).matches()) {
            return Duration.ofSeconds(Long.parseLong(text.strip()));
        }
        try {
            Duration asked = date == null ? Duration.ZERO : Duration.between(time(date), time(text));
            return asked.isNegative() ? Duration.ZERO : asked;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static ZonedDateTime time(String text) {
        return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
