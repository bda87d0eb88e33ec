package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Appends of many clients at once: the same, whether they are written in groups or one by one. */
@QuarkusTest
class AppendsTest {

    private static final int CLIENTS = 16;
    private static final int EACH = 25;

    @TestHTTPResource("/")
    URI base;

    private Service service;
    private final String session = "call-" + UUID.randomUUID();

    @BeforeEach
    void connect() throws Exception {
        service = new Service(base);
        assertThat(service.create(session).statusCode()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @FunctionalInterface
    private interface Work<T> {
        T of(int client) throws Exception;
    }

    private static <T> List<T> atOnce(Work<T> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                running.add(threads.submit(() -> work.of(client)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        }
    }

    @Test
    void every_event_of_every_client_is_stored_once_in_the_order_of_its_client() throws Exception {
        atOnce(client -> {
            for (int i = 0; i < EACH; i++) {
                assertThat(service.append(session, client + "-" + i).statusCode()).isEqualTo(201);
            }
            return null;
        });

        List<String> stored = service.eventIds(session);
        assertThat(stored).hasSize(CLIENTS * EACH).doesNotHaveDuplicates();
        for (int client = 0; client < CLIENTS; client++) {
            String prefix = client + "-";
            List<String> mine = stored.stream().filter(id -> id.startsWith(prefix)).toList();
            for (int i = 0; i < EACH; i++) {
                assertThat(mine.get(i)).isEqualTo(prefix + i);
            }
        }
    }

    @Test
    void of_the_same_event_from_many_one_is_new_and_all_have_the_same_answer() throws Exception {
        for (int i = 0; i < 10; i++) {
            String event = "e" + i;
            List<HttpResponse<String>> answers = atOnce(client -> service.append(session, event));
            assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(CLIENTS - 1)
                    .allMatch(answer -> answer.headers().firstValue("Idempotent-Replayed").isPresent());
            assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
        }
        assertThat(service.eventIds(session)).hasSize(10);
    }

    @Test
    void each_has_its_own_outcome_whoever_is_in_its_group() throws Exception {
        List<Integer> statuses = atOnce(client -> switch (client % 4) {
            case 0 -> service.append(session, "good-" + client).statusCode();
            case 1 -> service.append("unknown-" + session, "e").statusCode();
            case 2 -> service.post("/sessions/" + session + "/events", "application/json", "{}").statusCode();
            default -> service.append(session, "good").statusCode() / 10;
        });

        for (int client = 0; client < CLIENTS; client++) {
            assertThat(statuses.get(client)).isEqualTo(List.of(201, 404, 400, 20).get(client % 4));
        }
    }

    @Test
    void while_many_append_one_completes_and_later_events_are_late() throws Exception {
        List<HttpResponse<String>> answers = atOnce(
                client -> client == 0 ? service.complete(session) : service.append(session, "e" + client));
        assertThat(answers.getFirst().statusCode()).isEqualTo(200);
        assertThat(answers.subList(1, CLIENTS)).allMatch(answer -> answer.statusCode() == 201);

        assertThat(Service.json(service.append(session, "after")).get("late").asBoolean()).isTrue();
        assertThat(Service.json(service.get("/sessions/" + session)).at("/session/status").asText()).isEqualTo("completed");
        assertThat(service.eventIds(session)).hasSize(CLIENTS);
    }
}
