package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Json;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** What could not come back the same is refused as {@code malformed-request}, in words of the contract. */
class RefusedJsonTest {

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":01}",
            "{\"a\":+1}",
            "{\"a\":.5}", "{\"a\":1.}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":0x1}", "{\"a\":tru}", "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}", "{\"a\":\"\n\"}", "{\"a\":1}//", "/**/{}", "{\"a\":[1,]}", "{\"a\":1]", "{} {}", "{},", "{}x",
            "\0{}", "{\"a\":\"" })
    void what_is_not_json(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "1", "\"a\"", "null", "true", "[{}]" })
    void what_is_json_but_no_object(String text) {
        assertThat(assertRefused(text)).startsWith("JSON of an object is needed, not of ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":1,\"a\":1}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":[{\"\":1,\"\":2}]}",
            "{\"a\":1,\"\\u0061\":2}" })
    void a_key_twice_in_an_object(String text) {
        assertThat(assertRefused(text)).contains("Duplicate field");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":\"\\ud83c\"}", "{\"a\":\"\\udf75\"}", "{\"a\":\"\\udf75\\ud83c\"}",
            "{\"a\":\"\\ud83c\\ud83c\"}",
            "{\"a\":\"\\ud83cx\"}", "{\"\\ud83c\":1}", "{\"a\":[\"\\udf75\"]}" })
    void a_lone_surrogate_that_is_escaped(String text) {
        assertThat(assertRefused(text)).contains("lone surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\uD83C\uDF75:1}", "{\"a\":\uD83C\uDF75}" })
    void a_character_of_two_halves_where_none_may_be(String text) {
        assertThat(assertRefused(text)).doesNotContainPattern("\\p{Cs}");
    }

    static Stream<String> bytesThatAreNoUtf8() {
        return Stream.of("eda0bc", "edbdb5", "ff", "80", "c3", "c080", "c1bf", "e08080", "f0808080", "f4908080", "f8888080",
                "fe", "e282");
    }

    @ParameterizedTest
    @MethodSource("bytesThatAreNoUtf8")
    void surrogates_overlong_forms_and_other_bytes_that_are_no_utf_8(String hex) {
        byte[] json = concat("{\"a\":\"".getBytes(StandardCharsets.UTF_8), HexFormat.of().parseHex(hex),
                "\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(assertRefused(json)).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = { "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE" })
    void json_in_another_encoding(String charset) throws java.io.UnsupportedEncodingException {
        assertRefused("{\"a\":1}".getBytes(charset));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"\\u0000\":1}", "{\"a\":{\"b\\u0000\":1}}", "{\"a\":[{\"\\u0000c\":1}]}" })
    void a_nul_in_a_key(String text) {
        assertThat(assertRefused(text)).contains("NUL");
    }

    @ParameterizedTest
    @ValueSource(strings = { "9223372036854775808", "-9223372036854775809", "18446744073709551616",
            "100000000000000000000000000000000000000000000000000000000000000" })
    void integers_of_more_than_64_bits(String number) {
        assertThat(assertRefused("{\"n\":" + number + "}")).contains("64 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = { "1e400", "-1e400", "1.8e308", "1e999999999", "1e99999999999999999999" })
    void decimals_beyond_the_range_of_a_double(String number) {
        assertThat(assertRefused("{\"n\":" + number + "}")).contains("range of a double");
    }

    @ParameterizedTest
    @ValueSource(strings = { "1e-400", "-1e-400", "0.001e-330", "1e-999999999" })
    void decimals_too_close_to_zero_for_a_double(String number) {
        assertThat(assertRefused("{\"n\":" + number + "}")).contains("too close to zero");
    }

    @Test
    void a_number_of_thousands_of_digits() {
        assertRefused("{\"n\":" + "9".repeat(5000) + "}");
        assertRefused("{\"n\":0." + "9".repeat(5000) + "}");
    }

    @Test
    void nesting_over_any_measure_where_it_is_passed_over() {
        assertThat(detail("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), parser -> null)).isNotBlank();
        String unread = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        assertThat(detail(unread.getBytes(StandardCharsets.UTF_8), parser -> {
            parser.nextToken();
            parser.nextToken();
            return parser.skipChildren();
        })).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(ints = { 65, 66, 80, 1000, 100_000 })
    void nesting_over_64(int depth) {
        assertRefused(Json.nested(depth));
        assertRefused("{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}");
    }

    private static String assertRefused(String text) {
        return assertRefused(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The detail, which speaks of no class of ours or of the parser's. */
    private static String assertRefused(byte[] json) {
        return detail(json, JsonToBson::read);
    }

    private static String detail(byte[] json, StrictJson.Reading<?> reading) {
        String[] detail = { "" };
        assertThatThrownBy(() -> StrictJson.readObject(json, reading)).isInstanceOfSatisfying(ProblemException.class,
                problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
                    detail[0] = problem.getMessage();
                });
        assertThat(detail[0]).isNotBlank().doesNotContain("com.fasterxml", "java.", "Exception", "StreamRead", "[Source",
                "JsonToken", "Feature", "()");
        return detail[0];
    }

    private static byte[] concat(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
