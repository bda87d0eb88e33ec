package io.conversation.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

/** Which version runs, and nothing of who built it or where it runs. */
@QuarkusTest
class InfoTest {

    @ConfigProperty(name = "quarkus.application.version")
    String version;

    private JsonNode info;

    @BeforeEach
    void ask() {
        info = new ConversationClient().get("/q/info").expect(200).json();
    }

    @Test
    void it_tells_the_version() {
        assertThat(info.at("/build/version").asText()).isEqualTo(version);
        assertThat(info.at("/build").fieldNames()).toIterable().containsExactlyInAnyOrder("name", "group", "artifact",
                "version", "time", "quarkusVersion",
                // The framework lets its own switch be seen.
                "enabled");
    }

    @Test
    void and_the_commit_where_it_was_built_from_one() throws Exception {
        Optional<String> commit = git("rev-parse", "HEAD");
        if (commit.isEmpty()) {
            assertThat(info.has("git")).isFalse();
            return;
        }
        assertThat(info.at("/git/commit/id").asText()).isEqualTo(commit.get());
        assertThat(info.at("/git").fieldNames()).toIterable().containsExactlyInAnyOrder("branch", "commit");
        assertThat(info.at("/git/commit").fieldNames()).toIterable().containsExactlyInAnyOrder("id", "time");
    }

    @Test
    void and_nothing_else() {
        assertThat(info.fieldNames()).toIterable().isSubsetOf("build", "git");
    }

    private static Optional<String> git(String... command) throws InterruptedException {
        try {
            String[] whole = new String[command.length + 1];
            whole[0] = "git";
            System.arraycopy(command, 0, whole, 1, command.length);
            Process process = new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return process.waitFor() == 0 ? Optional.of(told) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
