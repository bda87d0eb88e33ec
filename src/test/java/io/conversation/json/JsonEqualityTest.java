package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEqualityTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
            "{\"n\":1}                    | {\"n\":1.0}",
            "{\"n\":1}                    | {\"n\":10e-1}",
            "{\"n\":0}                    | {\"n\":-0.0}",
            "{\"n\":4294967296}           | {\"n\":4294967296.0}",
            "{\"n\":9007199254740992}     | {\"n\":9007199254740992.0}",
            "{\"n\":-9223372036854775808} | {\"n\":-9223372036854775808.0}",
            "{\"a\":1,\"b\":2}            | {\"b\":2,\"a\":1}",
            "{\"a\":{\"x\":1,\"y\":[1]}}  | {\"a\":{\"y\":[1.0],\"x\":1}}",
            "{\"a\":\"\\u0061\"}          | {\"a\":\"a\"}",
            "{\"a\":null}                 | { \"a\" : null }" })
    void key_order_and_spelling_do_not_matter(String one, String other) {
        assertThat(read(one)).isEqualTo(read(other)).hasSameHashCodeAs(read(other));
        assertThat(read(other)).isEqualTo(read(one));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
            "{\"n\":1}                    | {\"n\":2}",
            "{\"n\":1}                    | {\"n\":1.5}",
            "{\"n\":1}                    | {\"n\":\"1\"}",
            "{\"n\":1}                    | {\"n\":true}",
            "{\"n\":0}                    | {\"n\":null}",
            "{\"n\":9007199254740993}     | {\"n\":9007199254740992.0}",
            "{\"n\":9223372036854775807}  | {\"n\":9223372036854775807.0}",
            "{\"n\":9223372036854775807}  | {\"n\":9223372036854775806}",
            "{\"n\":0.1}                  | {\"n\":0.10000000000000002}",
            "{\"n\":null}                 | {}",
            "{\"a\":null}                 | {\"b\":null}",
            "{\"a\":1}                    | {\"A\":1}",
            "{\"a\":[1,2]}                | {\"a\":[2,1]}",
            "{\"a\":[1]}                  | {\"a\":[1,1]}",
            "{\"a\":[]}                   | {\"a\":{}}",
            "{\"a\":\"\\u00e9\"}          | {\"a\":\"e\\u0301\"}" })
    void different_values_are_not_equal(String one, String other) {
        assertThat(read(one)).isNotEqualTo(read(other));
        assertThat(read(other)).isNotEqualTo(read(one));
    }

    private static JsonObject read(String json) {
        return StrictJson.readObject(json.getBytes(StandardCharsets.UTF_8), JsonToBson::read);
    }
}
