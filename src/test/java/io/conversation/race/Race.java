package io.conversation.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.conversation.Answer;
import io.restassured.RestAssured;

/** Many clients, each with connections of its own, that send at the same moment. */
final class Race {

    static final int CLIENTS = 32;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private Race() {
    }

    /** What one client sends. */
    record Sending(String path, String contentType, Object body) {

        static Sending json(String path, Object body) {
            return new Sending(path, "application/json", body);
        }
    }

    /** The answers to what each client sends, in the order of the clients. */
    static List<Answer> of(IntFunction<Sending> sending) throws Exception {
        return run(client -> http -> List.of(send(http, sending.apply(client)))).stream().map(List::getFirst).toList();
    }

    /** What one client does with a connection of its own. */
    @FunctionalInterface
    interface Doing {
        List<Answer> with(HttpClient http) throws Exception;
    }

    static List<List<Answer>> run(IntFunction<Doing> doing) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CLIENTS);
        List<Callable<List<Answer>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Doing mine = doing.apply(i);
            clients.add(() -> {
                try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                    // Connected before the start, so that the requests and not the connections race.
                    http.send(HttpRequest.newBuilder(uri("/q/health/live")).build(), BodyHandlers.discarding());
                    start.await();
                    return mine.with(http);
                }
            });
        }
        List<List<Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (Future<List<Answer>> client : threads.invokeAll(clients)) {
                answers.add(client.get());
            }
        }
        return answers;
    }

    static Answer send(HttpClient http, Sending sending) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(sending.path)).timeout(TIMEOUT)
                .POST(sending.body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(sending.body.toString()));
        if (sending.contentType != null) {
            request.header("Content-Type", sending.contentType);
        }
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + RestAssured.port + path);
    }

    /** Exactly one 201, all others 200 as replays, and the same body in each. */
    static void assertOneCreated(List<Answer> answers) {
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1).allSatisfy(Answer::expectCreated);
        assertThat(answers).filteredOn(answer -> answer.status() != 201).allSatisfy(Answer::expectReplayed);
    }
}
