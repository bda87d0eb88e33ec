package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.Vertx;

/** A management port that cannot be had ends the start, and is named. */
class ManagementSettingTest {

    private static final String SETTING = "sessions.management.port";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, 0, 65_536, Integer.MAX_VALUE })
    void a_port_is_1_to_65535(int port) {
        assertThatThrownBy(() -> management(port)).hasMessageContaining(SETTING).hasMessageContaining("1 to 65535")
                .hasMessageContaining(Integer.toString(port));
    }

    @Test
    void it_is_another_port_than_that_of_all_else() {
        assertThatThrownBy(() -> management(8080)).hasMessageContaining(SETTING).hasMessageContaining("quarkus.http.port");
        assertThatCode(() -> management(8081)).doesNotThrowAnyException();
    }

    @Test
    void one_that_somebody_else_has_ends_the_start() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> management(other.getLocalPort()).start(null)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(SETTING).hasMessageContaining("127.0.0.1:" + other.getLocalPort());
        }
    }

    private ManagementPort management(int port) {
        return new ManagementPort(vertx, () -> OptionalInt.of(port), "127.0.0.1", 8080);
    }
}
