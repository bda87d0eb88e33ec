package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Positions as text, as clients keep and send them. */
class LastEventIdTest {

    private static final ObjectId ID = new ObjectId("6955b904a1b2c3d4e5f60718");

    @ParameterizedTest
    @ValueSource(strings = { "6955b904a1b2c3d4e5f60718", "6955b904a1b2c3d4e5f60718-20-3000-12",
            "6955b904a1b2c3d4e5f60718-20-3000-12-1767225800", "000000000000000000000000-20-0-0" })
    void a_position_is_read_as_it_was_given_out(String text) {
        assertThat(LastEventId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void none_is_none(String text) {
        assertThat(LastEventId.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "yesterday", "6955b904a1b2c3d4e5f6071", "6955b904a1b2c3d4e5f60718-", "6955b904a1b2c3d4e5f60718-20",
            "6955b904a1b2c3d4e5f60718-20-3000", "6955b904a1b2c3d4e5f60718-20--1-0", "6955b904a1b2c3d4e5f60718-20-1-1-1-1",
            "6955b904a1b2c3d4e5f60718-20-99999999999-1", "6955b904a1b2c3d4e5f60718-20-٣-1", "6955b904a1b2c3d4e5f60718\n" })
    void what_no_stream_gave_out_is_refused(String text) {
        assertThatThrownBy(() -> LastEventId.parse(text)).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_CURSOR));
    }

    @Test
    void it_goes_out_as_the_id_of_a_server_sent_event() {
        LastEventId position = new LastEventId(ID, Duration.ofSeconds(20), 5, 2, Instant.parse("2026-01-01T00:03:20.900Z"));
        assertThat(new String(position.field(), StandardCharsets.US_ASCII))
                .isEqualTo("id: 6955b904a1b2c3d4e5f60718-20-5-2-1767225800\n");
    }

    @Test
    void an_end_before_time_began_is_one_long_ago() {
        assertThat(new LastEventId(ID, Duration.ofSeconds(20), 5, 2, Instant.parse("0001-01-01T00:00:00Z")))
                .hasToString("6955b904a1b2c3d4e5f60718-20-5-2-0");
    }
}
