package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.jaxrs.HttpHeadersImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {

    @ParameterizedTest
    @ValueSource(strings = { "handling=strict", "handling=\"strict\"", "Handling=strict", "handling = strict",
            "respond-async, handling=strict", "wait=10, handling=strict; foo=bar", "return=minimal,handling=STRICT",
            "handling=strict, handling=lenient" })
    void strict_is_understood_in_every_spelling_of_the_rfc(String header) {
        assertThat(Prefer.of(headers(header))).isEqualTo(Prefer.STRICT);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "handling", "handling=", "handling=lenient", "strict", "handling=stricter",
            "x-handling=strict",
            "handling=lenient, handling=strict", "foo; handling=strict" })
    void anything_else_is_lenient(String header) {
        assertThat(Prefer.of(headers(header))).isEqualTo(Prefer.LENIENT);
    }

    @Test
    void without_the_header_it_is_lenient() {
        assertThat(Prefer.of(headers())).isEqualTo(Prefer.LENIENT);
    }

    @Test
    void headers_sent_on_several_lines_count_as_one() {
        assertThat(Prefer.of(headers("respond-async", "handling=strict"))).isEqualTo(Prefer.STRICT);
    }

    private static HttpHeaders headers(String... lines) {
        return new HttpHeadersImpl(List.of(lines).stream().map(line -> java.util.Map.entry(Prefer.HEADER, line)).toList());
    }
}
