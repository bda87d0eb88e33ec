package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** One of the {@link Clients}: does one thing after the other, and repeats each until it is acknowledged. */
final class Client {

    private final Clients all;
    private final Service service;
    private String session;
    private List<String> sent;
    private List<String> acknowledged;

    Client(Clients all, Service service) {
        this.all = all;
        this.service = service;
    }

    @FunctionalInterface
    interface Attempt {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    private void begin() {
        session = "call-" + UUID.randomUUID();
        sent = all.sent(session);
        acknowledged = all.acknowledged(session);
        sent.add("");
    }

    private String nextEvent() {
        String event = "e" + (sent.size() - 1);
        sent.add(event);
        return event;
    }

    void create() {
        begin();
        all.untilAcknowledged(() -> service.create(session), Client::isCreatedOrReplayed, () -> acknowledged.add(""));
    }

    void append() {
        String event = nextEvent();
        all.untilAcknowledged(() -> service.append(session, event), Client::isCreatedOrReplayed,
                () -> acknowledged.add(event));
    }

    void appendBatch(int events) {
        List<String> batch = nextEvents(events);
        String body = "[" + String.join(",", batch.stream().map(Service::event).toList()) + "]";
        all.untilAcknowledged(() -> service.post("/sessions/" + session + "/events/batch", "application/json", body),
                answer -> answer.statusCode() == 207 && answer.body().contains("\"failed\":0"),
                () -> acknowledged.addAll(batch));
    }

    private List<String> nextEvents(int events) {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            next.add(nextEvent());
        }
        return next;
    }

    /** Several conversations in one request; the last of them is the session to go on with. */
    void importConversations(int lines, int events) {
        StringBuilder body = new StringBuilder();
        List<Runnable> acknowledging = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            begin();
            body.append(Service.conversation(session, events));
            nextEvents(events);
            List<String> these = sent;
            List<String> into = acknowledged;
            acknowledging.add(() -> into.addAll(these));
        }
        all.untilAcknowledged(() -> service.post("/sessions/import", Service.NDJSON, body.toString()),
                answer -> answer.statusCode() == 200 && answer.body().lines().count() == lines
                        && !answer.body().contains("\"problem\""),
                () -> acknowledging.forEach(Runnable::run));
    }

    void complete() {
        all.untilAcknowledged(() -> service.complete(session), answer -> answer.statusCode() == 200, () -> {
        });
    }

    /** By pages; all of its events come back, once each, in the order in which they were sent. */
    void readBack() {
        List<String> read = new ArrayList<>();
        int limit = ThreadLocalRandom.current().nextInt(5, 50);
        if (all.untilAcknowledged(() -> service.get("/sessions/" + session), answer -> answer.statusCode() == 200, () -> {
        })) {
            String cursor = "";
            while (cursor != null) {
                cursor = page("/sessions/" + session + "/events?limit=" + limit + cursor, read);
            }
            if (!all.isGivingUp()) {
                assertThat(read).as(session).isEqualTo(sent.subList(1, sent.size()));
            }
        }
    }

    /** The query for the next page, null after the last. */
    private String page(String path, List<String> into) {
        String[] next = new String[1];
        all.untilAcknowledged(() -> service.get(path), answer -> {
            if (answer.statusCode() == 200) {
                next[0] = Service.page(answer, into);
            }
            return answer.statusCode() == 200;
        }, () -> {
        });
        return next[0];
    }

    private static boolean isCreatedOrReplayed(HttpResponse<String> answer) {
        return answer.statusCode() == 201
                || answer.statusCode() == 200 && answer.headers().firstValue("Idempotent-Replayed").isPresent();
    }

    /** A session, and one event after the other. */
    static void appending(Client client, Predicate<Client> goesOn) {
        client.create();
        while (goesOn.test(client)) {
            client.append();
        }
    }

    /** Large imports, one after the other. */
    static void importing(Client client, Predicate<Client> goesOn) {
        while (goesOn.test(client)) {
            client.importConversations(10, 100);
        }
    }

    /** Sessions in which all happens that can. */
    static void mixed(Client client, Predicate<Client> goesOn) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (goesOn.test(client)) {
            if (random.nextInt(4) == 0) {
                client.importConversations(random.nextInt(1, 8), random.nextInt(1, 30));
            } else {
                client.create();
            }
            for (int i = random.nextInt(1, 12); i > 0 && goesOn.test(client); i--) {
                client.append();
            }
            client.appendBatch(random.nextInt(1, 60));
            client.readBack();
            client.complete();
            client.append();
            client.readBack();
        }
    }
}
