package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardHashTest {

    @ParameterizedTest
    @CsvSource({ "x, -5169800095944007213", "a/b, 1423147398311938061", "é, -590412542577746911" })
    void a_string_has_the_hash_that_mongodb_gives_it(String value, long hash) {
        assertThat(ShardHash.of(value)).isEqualTo(hash);
    }
}
