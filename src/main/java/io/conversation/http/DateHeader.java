package io.conversation.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;

/** {@code Date} on every answer (RFC 9110, 6.6.1): by it a client sees how far its own clock is off. */
@Singleton
class DateHeader {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter
            .ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** A second as it is written, made once in it. */
    private record Second(long epochSecond, String text) {
    }

    private final Clock clock;
    private volatile Second now = new Second(Long.MIN_VALUE, "");

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    /** Before all others, so that what these refuse has one, too. */
    void install(@Observes @Priority(-1) Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            context.addHeadersEndHandler(begun -> context.response().putHeader(HttpHeaders.DATE, now()));
            context.next();
        });
    }

    private String now() {
        Instant time = clock.instant();
        Second second = now;
        if (second.epochSecond() != time.getEpochSecond()) {
            second = new Second(time.getEpochSecond(), FORMAT.format(time));
            now = second;
        }
        return second.text();
    }
}
