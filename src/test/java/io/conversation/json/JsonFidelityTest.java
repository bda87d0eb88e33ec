package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is read comes back the same, byte for byte. */
class JsonFidelityTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectMapper WRITTEN = new ObjectMapper();

    static {
        new ObjectMapperSettings().customize(WRITTEN);
    }

    @Property
    void any_object_comes_back_with_its_keys_their_order_and_its_numbers(@ForAll long seed) throws IOException {
        RandomJson.Sample sample = RandomJson.object(seed);
        assertThat(back(sample.sent())).isEqualTo(sample.back());
    }

    @Property
    void any_object_equals_itself_in_another_spelling(@ForAll long seed) {
        RandomJson.Sample sample = RandomJson.object(seed);
        assertThat(read(sample.sent())).isEqualTo(read(sample.back())).hasSameHashCodeAs(read(sample.back()));
    }

    @Property
    void the_length_of_any_object_is_known_before_it_is_written(@ForAll long seed) throws IOException {
        JsonObject object = read(RandomJson.object(seed).sent());
        int length = WRITTEN.writeValueAsBytes(object).length;
        assertThat(object.isWithin(length)).isTrue();
        assertThat(object.isWithin(length - 1)).isFalse();
        assertThat(length).isLessThanOrEqualTo(JsonObject.MAX_JSON_PER_BSON * object.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1e2                  | 100.0",
            "1E+2                 | 100.0",
            "0.10                 | 0.1",
            "1.0                  | 1.0",
            "-0                   | -0.0",
            "-0.0                 | -0.0",
            "0e999                | 0.0",
            "9223372036854775807  | 9223372036854775807",
            "-9223372036854775808 | -9223372036854775808",
            "4.9e-324             | 4.9E-324",
            "1.7976931348623157e308 | 1.7976931348623157E308",
            "0.1000000000000000055511151231257827 | 0.1" })
    void numbers_come_back_as_what_a_long_or_a_double_holds(String sent, String back) throws IOException {
        assertThat(back("{\"n\":" + sent + "}")).isEqualTo("{\"n\":" + back + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"\":1}", "{\"a.b\":{\"$c\":1}}", "{\"$set\":{\"$\":[{\"$inc\":1}]}}", "{\"b\":1,\"a\":2}",
            "{\"1\":1,\"0\":2}", "{\"a\":[[],[[]],{}]}", "{\"a\":\"\\u0000\"}", "{\"_id\":1}",
            "{\"\uD83C\uDF75\":\"\uD83C\uDF75\"}" })
    void unusual_objects_come_back_as_they_were(String json) throws IOException {
        assertThat(back(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 63, 64 })
    void nesting_up_to_64_comes_back(int depth) throws IOException {
        assertThat(back(Json.nested(depth))).isEqualTo(Json.nested(depth));
    }

    private static String back(String json) throws IOException {
        return MAPPER.writeValueAsString(read(json));
    }

    private static JsonObject read(String json) {
        return StrictJson.readObject(json.getBytes(StandardCharsets.UTF_8), JsonToBson::read);
    }
}
