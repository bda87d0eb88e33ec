package io.conversation.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {

    @Test
    void names_and_statuses_are_those_of_the_contract() {
        assertThat(Arrays.stream(ProblemType.values())
                .collect(Collectors.toMap(ProblemType::kebab, ProblemType::status)))
                .containsOnly(
                        entry("malformed-request", 400), entry("validation-failed", 400), entry("invalid-cursor", 400),
                        entry("session-not-found", 404), entry("event-not-found", 404), entry("not-found", 404),
                        entry("method-not-allowed", 405), entry("not-acceptable", 406),
                        entry("unsupported-media-type", 415),
                        entry("session-conflict", 409), entry("event-conflict", 409),
                        entry("session-erased", 410), entry("unauthenticated", 401), entry("forbidden", 403),
                        entry("too-large", 413),
                        entry("internal-error", 500),
                        entry("unavailable", 503));
    }

    private static java.util.Map.Entry<String, Integer> entry(String name, int status) {
        return java.util.Map.entry(name, status);
    }

    @ParameterizedTest
    @EnumSource
    void each_type_is_a_urn_of_its_name(ProblemType type) {
        assertThat(type.urn()).isEqualTo("urn:conversation-sessions:problem:" + type.kebab());
    }

    @ParameterizedTest
    @CsvSource({ "400,MALFORMED_REQUEST", "401,UNAUTHENTICATED", "403,FORBIDDEN", "404,NOT_FOUND", "405,METHOD_NOT_ALLOWED",
            "406,NOT_ACCEPTABLE",
            "413,TOO_LARGE",
            "415,UNSUPPORTED_MEDIA_TYPE", "418,MALFORMED_REQUEST", "500,INTERNAL_ERROR", "502,INTERNAL_ERROR",
            "503,UNAVAILABLE" })
    void a_status_that_the_framework_chose_has_its_type(int status, ProblemType type) {
        assertThat(ProblemType.ofStatus(status)).isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource
    void each_type_has_a_title_and_a_detail_in_words(ProblemType type) {
        assertThat(type.title()).isNotBlank();
        assertThat(ProblemResponses.detail(type)).endsWith(".");
    }
}
