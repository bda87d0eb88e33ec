package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * The workers of the documentation, as they stand there: each ended session gets its summary once, however often they are
 * killed.
 */
@QuarkusTest
class WorkersTest {

    private static final Path WORKERS = Path.of("docs", "workers");

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource("/")
    URI service;

    @TempDir
    private Path directory;

    @BeforeEach
    void ready() {
        client.awaitReady();
    }

    @Test
    void the_one_in_java_sums_up_each_session_once() throws Exception {
        sumsUpEachOnce(inJava());
    }

    @Test
    void the_one_in_python_sums_up_each_session_once() throws Exception {
        sumsUpEachOnce(inPython());
    }

    @Test
    void the_one_in_java_ends_where_it_was_when_it_is_refused() throws Exception {
        endsWhereItWas(inJava());
    }

    @Test
    void the_one_in_python_ends_where_it_was_when_it_is_refused() throws Exception {
        endsWhereItWas(inPython());
    }

    private static List<String> inJava() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", jackson(), WORKERS.resolve("SummaryWorker.java").toString());
    }

    private static List<String> inPython() throws InterruptedException {
        Assumptions.assumeTrue(isThere("python3"), "there is no Python here");
        return List.of("python3", WORKERS.resolve("summary_worker.py").toString());
    }

    private void sumsUpEachOnce(List<String> worker) throws Exception {
        Path place = directory.resolve("position.txt");
        Files.writeString(place, FeedClient.next(FeedClient.page(client, null, "limit=1")));
        String before = Files.readString(place);
        Path asItWas = Files.createLink(directory.resolve("as-it-was.txt"), place);
        String first = ended(Fresh.id("first") + "|x");
        Process one = start(worker, "http://" + service.getAuthority(), place);
        try {
            awaitSummary(first, one);
            Waiting.until("its position is stored", () -> !Files.readString(place).equals(before));
        } finally {
            one.destroyForcibly().waitFor();
        }
        assertThat(asItWas).as("what was read is not written to, and so is whole at any time").hasContent(before);
        // As if it had been killed before it stored how far it was, and while it did.
        Files.writeString(place, before);
        Files.writeString(directory.resolve("position.txt.new"), "");
        String second = ended(Fresh.id("second"));
        Process again = start(worker, "http://" + service.getAuthority(), place);
        try {
            awaitSummary(second, again);
        } finally {
            again.destroyForcibly().waitFor();
        }
        assertThat(events(first)).hasSize(3);
        assertThat(events(second)).hasSize(3);
    }

    /** By a service that lets it read and not write. */
    private void endsWhereItWas(List<String> worker) throws Exception {
        Path place = directory.resolve("position.txt");
        Files.writeString(place, "before");
        HttpServer readable = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        readable.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Next-Position", "behind");
            byte[] body = "{\"sessionId\":\"call\"}\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        readable.start();
        Process refused = start(worker, "http://127.0.0.1:" + readable.getAddress().getPort(), place);
        try {
            assertThat(refused.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(refused.exitValue()).isEqualTo(1);
            assertThat(place).hasContent("before");
        } finally {
            refused.destroyForcibly().waitFor();
            readable.stop(0);
        }
    }

    /** As it stands in a path, where a pipe has to be encoded. */
    private String ended(String id) {
        client.create(newSession(id)).expectCreated();
        String session = id.replace("|", "%7C");
        client.append(session, newEvent("a")).expectCreated();
        client.append(session, newEvent("b")).expectCreated();
        client.complete(session).expect(200);
        return session;
    }

    private void awaitSummary(String session, Process worker) throws Exception {
        Waiting.until("there is a summary", () -> {
            assertThat(worker.isAlive()).as("the worker runs").isTrue();
            return events(session).stream()
                    .anyMatch(event -> event.at("/payload/summary").asText().equals("2 turns of the user"));
        });
    }

    private List<JsonNode> events(String session) {
        return client.events(session, "").expect(200).json().get("events").valueStream().toList();
    }

    private static Process start(List<String> worker, String base, Path place) throws IOException {
        List<String> command = Stream.concat(worker.stream(), Stream.of(base, place.toString())).toList();
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String jackson() {
        return String.join(File.pathSeparator, Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> jar.contains("jackson-")).toList());
    }
}
