package io.conversation.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ConsoleFilesTest {

    private static final Path FILES = Path.of("src", "main", "resources", "console");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(console/[^\"]+)\"|from '\\./([^']+)'");
    private static final List<String> POLICY = List.of("default-src 'none'", "script-src 'self'", "style-src 'self'",
            "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'", "trusted-types 'none'");

    private final ConversationClient client = new ConversationClient();

    @ParameterizedTest
    @ValueSource(strings = { "/", "/?status=active", "/index.html", "/%69ndex.html", "/./index.html", "/console/main.js",
            "/console/base.css", "/console/icon.svg", "/console/demo.json", "/console/mode", "/console/sign-in" })
    void everything_of_the_console_comes_with_its_policy(String path) {
        Answer answer = client.get(path).expect(200);
        assertThat(answer.header("Content-Security-Policy").split("; ")).containsExactlyElementsOf(POLICY);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void a_file_that_is_known_is_not_sent_again() {
        Answer first = client.get("/console/main.js").expect(200);
        String etag = first.header("ETag");
        assertThat(etag).matches("\"[0-9a-f]{24}\"");
        for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            Answer again = client.with("If-None-Match", known).get("/console/main.js").expect(304);
            assertThat(again.text()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(etag);
        }
        assertThat(client.with("If-None-Match", "\"other\"").get("/console/main.js").expect(200).text())
                .isEqualTo(first.text());
        assertThat(client.get("/console/base.css").header("ETag")).isNotEqualTo(etag);
    }

    @Test
    void a_head_request_tells_the_length_alone() {
        Answer page = client.get("/").expect(200);
        Answer head = client.send("HEAD", "/", null, null).expect(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo(page.header("ETag"));
        assertThat(head.header("Content-Length")).isEqualTo(page.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console/", "/console", "/console/nothing.js", "/console/index.html", "/console/../console/",
            "/console/..%2Fapplication.properties", "/console/%2e%2e/application.properties", "/index.html/", "/index",
            "/application.properties", "/nothing" })
    void any_other_path_is_a_problem_document(String path) {
        Answer answer = client.get(path).expectProblem(404, "not-found");
        assertThat(answer.header("Content-Security-Policy")).isNull();
    }

    @Test
    void other_methods_have_nothing_to_do_here() {
        client.send("POST", "/", "application/json", "{}").expectProblem(404, "not-found");
        client.send("DELETE", "/console/main.js", null, null).expectProblem(404, "not-found");
    }

    @Test
    void swagger_ui_keeps_its_own_scripts() {
        assertThat(client.get("/q/swagger-ui/").expect(200).header("Content-Security-Policy")).isNull();
    }

    @Test
    void the_api_document_does_not_know_the_console() {
        assertThat(client.get("/q/openapi").expect(200).text()).contains("/sessions").doesNotContain("/console");
    }

    @Test
    void the_demo_is_offered_in_development_only() {
        assertThat(client.get("/console/mode").expect(200).json().get("demo").asBoolean()).isFalse();
    }

    @Test
    void nobody_is_asked_who_they_are_unless_sign_in_is_set() {
        assertThat(client.get("/console/sign-in").expect(200).text()).isEqualTo("{\"mode\":\"off\"}");
    }

    @Test
    void the_service_takes_the_demo() {
        client.awaitReady();
        JsonNode sample = client.get("/console/demo.json").expect(200).json();
        String sessionId = client.createFresh("demo");
        int turn = 0;
        for (JsonNode step : sample.get("events")) {
            ObjectNode event = step.<ObjectNode> deepCopy().put("eventId", "turn-" + ++turn);
            event.remove("after");
            client.append(sessionId, event).expectCreated();
        }
        assertThat(turn).isGreaterThan(10);
    }

    @Test
    void every_file_that_is_referred_to_is_there_and_every_file_is_used() {
        Set<String> referred = new TreeSet<>(Set.of("index.html", "demo.json"));
        for (Path file : files()) {
            Matcher reference = REFERENCE.matcher(text(file));
            while (reference.find()) {
                referred.add(reference.group(1) == null ? reference.group(2) : reference.group(1).replace("console/", ""));
            }
        }
        assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactlyInAnyOrderElementsOf(referred);
    }

    @Test
    void nothing_is_inline_and_nothing_comes_from_elsewhere() {
        for (Path file : files()) {
            assertThat(text(file).replace("http://www.w3.org/2000/svg", "")).as("%s", file)
                    .doesNotContainPattern("https?://")
                    .doesNotContainPattern("\\sstyle=|<style|<script>|\\son[a-z]+=\"")
                    .doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");
        }
    }

    private static List<Path> files() {
        try (Stream<Path> found = Files.list(FILES)) {
            return found.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
