package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Elements of an array are found whatever is wrong inside of them, and what is wrong is told by its place in the whole. */
class JsonScanTest {

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "NaN", "-Infinity", "{\"a\":Infinity}", "{\"a\":\"\\ud83c\"}",
            "{\"a\":01}",
            "{\"a\":\"\\x\"}", "{\"a\":\"]\"}", "{\"a\":\"\\\\\"}", "{\"a\":\"\\\"]\"}", "{\"a\":\"\n\u0001\"}", "{a:1}",
            "{'a':1}",
            "{\"a\":1,}", "{\"a\"1 2}", "{,}", "[1 2]", "[]", "{}", "\"a\"", "\",\"", "tru", "1.", "+1" })
    void an_element_is_found_whatever_is_wrong_in_it(String element) {
        for (String blank : List.of("", " ", "\r\n\t")) {
            assertThat(elements("[" + blank + "1" + blank + "," + blank + element + blank + "," + blank + "{}" + blank + "]"))
                    .containsExactly("1", element, "{}");
        }
    }

    @Test
    void depth_costs_nothing_but_the_reading() {
        String deep = "[{\"a\":".repeat(1_000_000) + "1" + "}]".repeat(1_000_000);
        assertThat(elements("[{}," + deep + ",{}]")).containsExactly("{}", deep, "{}");
    }

    @Test
    void bytes_that_are_no_utf_8_stay_in_their_element() {
        byte[] json = "[\"\u00c3\",{\"a\":\"\u00ff\u00c0\u0080\"},\"b\"]".getBytes(StandardCharsets.ISO_8859_1);
        List<Integer> ends = new ArrayList<>();
        StrictJson.readArray(json, (element, index) -> ends.add(element.to()));
        assertThat(ends).containsExactly(4, 16, 20);
    }

    @Property
    void any_objects_are_found_as_they_were_put_together(@ForAll List<Long> seeds) {
        List<String> objects = seeds.stream().map(seed -> RandomJson.object(seed).sent()).toList();
        assertThat(elements("[" + String.join(",", objects) + "]")).isEqualTo(objects.stream().map(String::strip).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "[                     | 0 | 1 | 2", "[{}                   | 0 | 1 | 4", "[{},                  | 1 | 1 | 5",
            "[{},]                 | 1 | 1 | 5", "[,{}]                 | 0 | 1 | 2", "[{},,{}]              | 1 | 1 | 5",
            "[{} {}]               | 0 | 1 | 5", "[{},{\"a\":[}]        | 1 | 1 | 11", "[{},[}]               | 1 | 1 | 6",
            "[{},{]                | 1 | 1 | 6", "[{}}                  | 0 | 1 | 4", "[{},{\"a\":\"x},{}]   | 1 | 1 | 10",
            "[{},{},{\"a\":{       | 2 | 1 | 8", "[1,2 3,4]             | 1 | 1 | 6", "[{}:{}]               | 0 | 1 | 4",
            "[\"a\" \"b\"]         | 0 | 1 | 6", "[{},\"a               | 1 | 1 | 5", "[{},\"a\\\\            | 1 | 1 | 5",
            "[{}¶,¶{}¶¶ x          | 1 | 5 | 2", "[\"é🍵\",]            | 1 | 1 | 8" })
    void an_array_that_is_broken_is_refused_and_the_element_named(String json, int index, int line, int column) {
        assertThat(refusal(json.strip().replace('¶', '\n')))
                .startsWith("The JSON cannot be read at element " + index + " (line " + line
                        + ", column " + column + "): ")
                .endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]x", "[] []", "[],", "[{}]\n}" })
    void there_is_one_array_and_nothing_after_it(String json) {
        assertThat(refusal(json)).startsWith("There is more after an array (line ");
    }

    @ParameterizedTest
    @CsvSource({ "'', there is nothing", "{}, not of an object", "1, not of a number", "NaN, Non-standard token",
            "x, Unrecognized token" })
    void what_is_no_array_is_called_by_its_name(String json, String said) {
        assertThat(refusal(json)).contains(said);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[{},{\"a\":NaN}]", "[\n {},\n  {\"a\":1e400}]", "[\"é🍵\",{\"é🍵\":9999999999999999999999}]",
            "[{},\n{\n\"a\":\n{\"b\":1,\"b\":2}}]", "[{},  {\"a\":\"\\ud83c\"}]", "[{},\r\n {\"a\" 1}]" })
    void what_is_wrong_in_an_element_is_told_by_its_place_in_the_whole(String array) {
        byte[] json = ("{\n \"é🍵\":" + array + "}").getBytes(StandardCharsets.UTF_8);
        List<String> details = new ArrayList<>();
        StrictJson.readElements(StrictJson.part(json, "é🍵").array(), "", (element, index) -> {
            if (index > 0) {
                details.add(detail(() -> StrictJson.readObject(element, JsonToBson::read)));
            }
        });
        assertThat(details).containsExactly(detail(() -> StrictJson.readObject(json, JsonToBson::read)));
        assertThat(details.getFirst()).contains("(line ");
    }

    private static List<String> elements(String json) {
        List<String> elements = new ArrayList<>();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        StrictJson.readArray(bytes, (element, index) -> {
            assertThat(index).isEqualTo(elements.size());
            elements.add(new String(bytes, element.from(), element.length(), StandardCharsets.UTF_8));
        });
        return elements;
    }

    private static String refusal(String json) {
        return detail(() -> elements(json));
    }

    private static String detail(ThrowingCallable reading) {
        String[] detail = { "" };
        assertThatThrownBy(reading).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
            detail[0] = problem.getMessage();
        });
        return detail[0];
    }
}
