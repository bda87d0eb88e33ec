package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
            "2026-01-01T00:00:00Z,                  2026-01-01T00:00:00.000Z",
            "2026-01-01t00:00:00z,                  2026-01-01T00:00:00.000Z",
            "2026-01-01T00:00:00.1Z,                2026-01-01T00:00:00.100Z",
            "2026-01-01T00:00:00.123999999Z,        2026-01-01T00:00:00.123Z",
            "2026-01-01T00:00:00.999999999999999999Z, 2026-01-01T00:00:00.999Z",
            "2026-01-01T01:30:00+01:30,             2026-01-01T00:00:00.000Z",
            "2025-12-31T19:00:00-05:00,             2026-01-01T00:00:00.000Z",
            "2024-02-29T00:00:00-00:00,             2024-02-29T00:00:00.000Z",
            "0000-01-01T00:00:00Z,                  0000-01-01T00:00:00.000Z",
            "1969-12-31T23:59:59.999999Z,           1969-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59.999Z,              9999-12-31T23:59:59.999Z" })
    void a_time_comes_back_in_utc_with_milliseconds_the_finer_digits_cut(String given, String back) {
        assertThat(Rfc3339.parse(given).map(Rfc3339::format)).contains(back);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "now", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01T00:00Z",
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
            "2026-12-31T23:59:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00+01", "2026-01-01T00:00:00+19:00", "2026-01-01T00:00:00+01:60", "+12026-01-01T00:00:00Z",
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "1767225600", "2026-01-01T00:00:00Z ",
            "2026-01-01T00:00:00Z\n", "2026-01-01T00:00:00[UTC]", "٢٠٢٦-01-01T00:00:00Z" })
    void anything_else_is_no_time(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @Property
    void what_is_written_reads_as_the_same_time(
            @ForAll @LongRange(min = -62167219200000L, max = 253402300799999L) long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        assertThat(Rfc3339.parse(Rfc3339.format(time))).contains(time);
    }

    @Test
    void the_services_own_time_is_cut_to_milliseconds() {
        assertThat(Rfc3339.cut(Instant.parse("2026-01-01T00:00:00.123999Z"))).isEqualTo("2026-01-01T00:00:00.123Z");
    }

    @ParameterizedTest
    @ValueSource(strings = { "2026-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "2017-01-01T05:29:60+05:30" })
    void a_leap_second_is_told_apart(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
        assertThat(Rfc3339.rule(text)).startsWith("has to be an RFC 3339 time").contains("leap seconds are not taken");
        assertThat(Rfc3339.rule("now")).doesNotContain("leap");
    }
}
