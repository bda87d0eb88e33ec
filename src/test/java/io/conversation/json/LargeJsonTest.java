package io.conversation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;

import io.conversation.json.JsonFields.Kind;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.problem.Violations;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is large is read, compared and refused in little more memory than it has. */
class LargeJsonTest {

    private static final long MIB = 1024 * 1024;
    /** The most that the writer makes, and forgets at once, for each place in an array: how much depends on the compiler. */
    private static final int PLACE = 96;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static long allocatedBy(Action action) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static JsonObject read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject read(byte[] json) {
        return StrictJson.readObject(json, JsonToBson::read);
    }

    private static String zeros(int count) {
        return "{\"zeros\":[0" + ",0".repeat(count - 1) + "]}";
    }

    @Test
    void what_a_document_cannot_have_is_refused_as_soon_as_that_is_known() throws IOException {
        byte[] body = ("{\"payload\":" + zeros(8_000_000) + "}").getBytes(StandardCharsets.UTF_8);
        long allocated = allocatedBy(() -> assertThatThrownBy(() -> StrictJson.readObject(body,
                parser -> JsonFields.read(parser, Map.of("payload", Kind.OBJECT), "", new Violations())))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE);
                    assertThat(problem.getMessage()).startsWith("'payload' would be over the 16 MiB");
                }));
        // Of its eight million values a sixth, whose places in the array are texts.
        assertThat(allocated).isLessThan(24 * MIB + 1_350_000L * PLACE);
    }

    @Test
    void numbers_take_twice_their_bson_and_no_more() throws IOException {
        byte[] json = zeros(500_000).getBytes(StandardCharsets.UTF_8);
        int[] size = { 0 };
        long allocated = allocatedBy(() -> size[0] = read(json).size());
        assertThat(size[0]).isGreaterThan(5 * json.length);
        assertThat(allocated - 500_000L * PLACE).isLessThan(2L * size[0] + MIB);
    }

    @Test
    void a_long_text_takes_its_characters_and_twice_its_bson() throws IOException {
        byte[] json = ("{\"text\":\"" + "x".repeat(4_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(allocatedBy(() -> assertThat(read(json).size()).isGreaterThan(4_000_000))).isLessThan(17 * MIB);
    }

    @Test
    void very_many_keys_take_no_more_than_is_reckoned_with() throws IOException {
        byte[] json = keys(200_000).getBytes(StandardCharsets.UTF_8);
        int[] size = { 0 };
        long allocated = allocatedBy(() -> size[0] = read(json).size());
        // The names themselves are garbage at once.
        long names = 200_000L * 64;
        assertThat(allocated - names).isLessThan(JsonWeight.of(json, 0, json.length));
        assertThat(size[0]).isPositive();
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "é", "鍵", "\uD83C\uDF75", "a\uD83C\uDF75", "\\n", "\\ud83c\\udf75x" })
    void a_long_text_comes_back_as_it_was(String part) throws IOException {
        String json = "{\"a\":\"" + part.repeat(90_001) + "\",\"b\":[\"" + part.repeat(40_000) + "\",1]}";
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(mapper.writeValueAsString(read(json)))).isEqualTo(mapper.readTree(json));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\\ud83c", "\\udf75", "\\ud83cx" })
    void a_lone_surrogate_in_a_long_text_is_refused(String lone) {
        for (String text : new String[] { "x".repeat(70_000) + lone, lone + "x".repeat(70_000) }) {
            assertThatThrownBy(() -> read("{\"a\":\"" + text + "\"}")).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("lone surrogate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"0\":1", "\"zz\":{\"a\":1,\"a\":2}", "\"zz\":[{\"b\":1,\"b\":1}]", "\"\\u0030\":1" })
    void a_key_twice_among_very_many_is_refused(String more) {
        String json = keys(40_000);
        assertThatThrownBy(() -> read(json.substring(0, json.length() - 1) + "," + more.replace("zz", "~") + "}"))
                .isInstanceOf(ProblemException.class).hasMessageContaining("Duplicate field");
    }

    @Test
    void a_field_twice_around_something_large_is_refused() {
        byte[] json = ("{\"payload\":" + zeros(50_000) + ",\"payload\":{}}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> StrictJson.readObject(json,
                parser -> JsonFields.read(parser, Map.of("payload", Kind.OBJECT), "", new Violations())))
                .isInstanceOf(ProblemException.class).hasMessageContaining("Duplicate field 'payload'");
    }

    @Test
    void comparing_takes_no_memory_but_for_keys_in_another_order() throws IOException {
        JsonObject one = read(zeros(500_000));
        JsonObject other = read(zeros(500_000).replace(",0]", ",0.5]"));
        assertThat(allocatedBy(() -> assertThat(one.equals(other)).isFalse())).isLessThan(MIB / 4);
        JsonObject decimals = read(zeros(500_000).replace("0", "0.0"));
        assertThat(allocatedBy(() -> assertThat(one.equals(decimals)).isTrue())).isLessThan(MIB / 4);
        String keys = keys(100_000);
        JsonObject ordered = read(keys);
        JsonObject rotated = read("{" + keys.substring(7, keys.length() - 1) + "," + keys.substring(1, 6) + "}");
        assertThat(allocatedBy(() -> assertThat(ordered.equals(rotated)).isTrue())).isLessThan(MIB);
    }

    /** All that is reserved for it is a multiple of what it becomes. */
    @Property(tries = 300)
    void nothing_becomes_larger_than_its_weight_tells(@ForAll long seed) {
        byte[] json = RandomJson.object(seed).sent().getBytes(StandardCharsets.UTF_8);
        long weight = JsonWeight.of(json, 0, json.length);
        assertThat(JsonWeight.stored(read(json).size())).isLessThanOrEqualTo(weight + 3 * 5);
        assertThat(weight).isLessThanOrEqualTo((long) JsonWeight.MOST_PER_BYTE * (json.length + 3 * 14));
    }
}
