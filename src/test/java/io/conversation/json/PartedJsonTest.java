package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonParser;

import io.conversation.problem.ProblemException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** An object is read without one of its arrays, and that array by its elements. */
class PartedJsonTest {

    @ParameterizedTest
    @ValueSource(strings = { "{\"events\":[1,{\"a\":NaN},2]}",
            "{\"x\":{\"events\":[7]},\"events\":[1,{\"a\":NaN},2],\"y\":[\"events\",[8]]}",
            " { \"x\" : \"\\\"events\\\":[7]\" , \"events\" : [1, {\"a\":NaN} ,2 ] , \"y\" : null } ",
            "{\"\\u0065vent\\u0073\":[1,{\"a\":NaN},2]}", "{\"e\\u0076ents\":[1,{\"a\":NaN},2],\"Events\":[7],\"event\":[8]}" })
    void the_array_is_found_wherever_and_however_it_stands(String json) {
        StrictJson.Parted parted = part(json);
        List<String> elements = new ArrayList<>();
        StrictJson.readElements(parted.array(), "events", (element, index) -> elements
                .add(new String(element.bytes(), element.from(), element.length(), StandardCharsets.UTF_8)));
        assertThat(elements).containsExactly("1", "{\"a\":NaN}", "2");
        StrictJson.readObject(parted.object(), JsonParser::skipChildren);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "[]", "", "1", "{\"events\":{}}", "{\"events\":null}", "{\"a\":{\"events\":[]}}",
            "{\"a\" \"events\":[]}",
            "{\"events\"[]}", "{events:[]}", "{\"\\u005cu0065vents\":[]}", "{\"a\":[}, \"events\":[]}", "{\"a\":\"\\",
            "{\"events", "{\"events\"", "{\"events\":", "{\"a\":" })
    void where_there_is_none_all_is_read_as_it_is(String json) {
        StrictJson.Parted parted = part(json);
        assertThat(parted.array()).isNull();
        assertThat(parted.object().length()).isEqualTo(json.length());
    }

    @Test
    void the_array_twice_is_a_key_twice() {
        StrictJson.Parted parted = part("{\"events\":[1],\"a\":0,\"events\":[2]}");
        assertThat(detail(parted.object())).contains("Duplicate field 'events'");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":NaN,\"events\":[]}", "{\"events\":[1,2],\"a\":NaN}",
            "{\"events\":[\n\"é🍵\",\n2 ],\"a\":NaN}",
            "{\"events\":[\n\"é🍵\",\n2 ],\n\"a\":1e400}", "{\"events\":[{\"é🍵\":[]}],\"b\":0,\"b\":\n1}",
            "{\n\"a\":\"\\ud83c\",\"events\":[\n]}" })
    void what_is_wrong_beside_the_array_is_told_by_its_place_in_the_whole(String json) {
        assertThat(detail(part(json).object())).contains("(line ")
                .isEqualTo(detail(JsonText.of(json.getBytes(StandardCharsets.UTF_8))));
    }

    @Property
    void any_object_parted_has_the_same_members(@ForAll long a, @ForAll long b, @ForAll long c) {
        String before = RandomJson.object(a).sent();
        String after = RandomJson.object(b).sent();
        String element = RandomJson.object(c).sent();
        String json = "{\"before\":" + before + ",\"events\":[" + element + "," + element + "],\"after\":" + after + "}";
        StrictJson.Parted parted = part(json);
        assertThat(StrictJson.readObject(parted.object(), JsonToBson::read)).isEqualTo(StrictJson.readObject(
                ("{\"after\":" + after + ",\"events\":[],\"before\":" + before + "}").getBytes(StandardCharsets.UTF_8),
                JsonToBson::read));
        StrictJson.readElements(parted.array(), "events",
                (found, index) -> assertThat(StrictJson.readObject(found, JsonToBson::read))
                        .isEqualTo(StrictJson.readObject(element.getBytes(StandardCharsets.UTF_8), JsonToBson::read)));
    }

    @Test
    void a_long_object_is_read_without_a_long_array() {
        String json = "{\"a\":\"" + "é".repeat(100_000) + "\",\"events\":[" + "{\"x\":\"é\"},".repeat(50_000)
                + "{}],\"b\":\"c\"}";
        StrictJson.Parted parted = part(json);
        assertThat(StrictJson.readObject(parted.object(), JsonToBson::read).toBson()).containsKeys("a", "events", "b");
        int[] count = { 0 };
        StrictJson.readElements(parted.array(), "events", (element, index) -> count[0]++);
        assertThat(count[0]).isEqualTo(50_001);
    }

    private static StrictJson.Parted part(String json) {
        return StrictJson.part(json.getBytes(StandardCharsets.UTF_8), "events");
    }

    private static String detail(JsonText text) {
        String[] detail = { "" };
        assertThatThrownBy(() -> StrictJson.readObject(text, JsonToBson::read)).isInstanceOfSatisfying(ProblemException.class,
                problem -> detail[0] = problem.getMessage());
        return detail[0];
    }
}
