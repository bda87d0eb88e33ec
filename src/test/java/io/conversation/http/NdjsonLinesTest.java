package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.conversation.json.JsonText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NdjsonLinesTest {

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings().withChars("abc{}\r é").ofMaxLength(20).list().ofMinSize(1).ofMaxSize(20);
    }

    @Property
    void lines_are_the_same_however_their_bytes_arrive(@ForAll("texts") List<String> texts, @ForAll long seed)
            throws IOException {
        List<String> read = read(new Trickling(String.join("\n", texts) + "\n", seed), 1000);
        assertThat(read).isEqualTo(texts);
    }

    @Property
    void lines_over_the_limit_are_told_and_their_rest_is_passed_over(@ForAll("texts") List<String> texts, @ForAll long seed)
            throws IOException {
        NdjsonLines lines = new NdjsonLines(new Trickling(String.join("\n", texts) + "\n", seed), 7);
        for (String text : texts) {
            byte[] whole = text.getBytes(StandardCharsets.UTF_8);
            byte[] line = lines.next();
            assertThat(lines.tooLong()).isEqualTo(whole.length > 7);
            assertThat(line).isEqualTo(whole.length > 7 ? java.util.Arrays.copyOf(whole, 7) : whole);
        }
        assertThat(lines.next()).isNull();
    }

    @Test
    void a_missing_final_newline_loses_nothing() throws IOException {
        assertThat(read(in("a\nb"), 10)).containsExactly("a", "b");
    }

    @Test
    void empty_lines_are_lines_and_counted() throws IOException {
        NdjsonLines lines = new NdjsonLines(in("\n\na\n"), 10);
        for (long number = 1; number <= 3; number++) {
            assertThat(lines.next()).isNotNull();
            assertThat(lines.number()).isEqualTo(number);
        }
        assertThat(lines.next()).isNull();
    }

    @Test
    void nothing_has_no_lines() throws IOException {
        assertThat(new NdjsonLines(in(""), 10).next()).isNull();
    }

    @Test
    void a_line_longer_than_the_buffer_is_whole() throws IOException {
        String longer = "x".repeat(1_000_000);
        assertThat(read(in(longer + "\n" + longer), 1_000_000)).containsExactly(longer, longer);
    }

    @Test
    void it_must_wait_when_no_whole_line_is_left() throws IOException {
        NdjsonLines lines = new NdjsonLines(in("a\nb\nc"), 10);
        lines.next();
        assertThat(lines.mustWait()).isFalse();
        lines.next();
        assertThat(lines.mustWait()).isTrue();
    }

    @Test
    void a_body_is_split_into_its_lines_without_blank_ones() {
        assertThat(NdjsonLines.split("a\n\n \t\r\nb\r\nc".getBytes(StandardCharsets.UTF_8)))
                .extracting(JsonText::toString).containsExactly("a", "b\r", "c");
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(InputStream in, int most) throws IOException {
        NdjsonLines lines = new NdjsonLines(in, most);
        List<String> read = new ArrayList<>();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            assertThat(lines.tooLong()).isFalse();
            read.add(new String(line, StandardCharsets.UTF_8));
        }
        return read;
    }

    /** Gives its bytes in pieces of any size, as a network does. */
    private static final class Trickling extends ByteArrayInputStream {

        private final Random random;

        private Trickling(String text, long seed) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.random = new Random(seed);
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1 + random.nextInt(9)));
        }
    }
}
