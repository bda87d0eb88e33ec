package io.conversation.settings;

import java.time.Duration;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.spi.Converter;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.DurationConverter;

/** How times are set: with a unit, as {@code 250ms}, {@code 5s}, {@code 10m}, {@code 24h}, {@code 30d} or {@code PT1H30M}. */
public final class Times {

    private static final Duration DAY = Duration.ofDays(1);
    /** What the framework takes for seconds. Nothing is nothing in any unit. */
    private static final Pattern WITHOUT_UNIT = Pattern.compile("[+-]?0*[1-9][0-9]*");

    private Times() {
    }

    /** Whoever uses the setting says how long it may be. */
    @RegisterForReflection
    public static final class WithUnit implements Converter<Duration> {

        @Override
        public Duration convert(String text) {
            return parse(text);
        }
    }

    /** From nothing to a day. */
    @RegisterForReflection
    public static final class UpToADay implements Converter<Duration> {

        @Override
        public Duration convert(String text) {
            Duration time = parse(text);
            if (time != null && (time.isNegative() || time.compareTo(DAY) > 0)) {
                throw new IllegalArgumentException("it has to be a day at the most, and not less than zero");
            }
            return time;
        }
    }

    /** Longer than nothing, as something is done again after it, or given up; a day at the most. */
    @RegisterForReflection
    public static final class Pause implements Converter<Duration> {

        @Override
        public Duration convert(String text) {
            Duration time = parse(text);
            if (time != null && (!time.isPositive() || time.toMillis() == 0 || time.compareTo(DAY) > 0)) {
                throw new IllegalArgumentException("it has to be at least 1ms, and a day at the most");
            }
            return time;
        }
    }

    private static Duration parse(String text) {
        if (WITHOUT_UNIT.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException("it has no unit; say " + text.strip() + "s for seconds, or ms, m, h or d");
        }
        try {
            return DurationConverter.parseDuration(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("it is no time; one is like 250ms, 5s, 10m, 24h, 30d or PT1H30M");
        }
    }
}
