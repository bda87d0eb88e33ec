package io.conversation.tenant;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;

/**
 * One tenant's requests, made up by chance: every operation, on few ids, which are everybody's. What comes back is told without
 * what the clock or chance has put in, so that the same requests of another tenant that is alone can be compared with it.
 */
final class Requests {

    private static final List<String> IDS = List.of("call-1", "call-2", "call-3", "acme0", "acme-x0");
    private static final String START = "2026-01-01T00:00:00Z";

    private final ConversationClient client;
    private final ConversationClient lines;
    private final String mark;
    private final Random random;

    Requests(ConversationClient client, String mark, long seed) {
        this.client = client;
        this.lines = client.with("Accept", "application/x-ndjson");
        this.mark = mark;
        this.random = new Random(seed);
    }

    /** Sends them, one after the other, and returns what each was answered. */
    List<String> send(int requests) {
        List<String> answers = new ArrayList<>();
        for (String id : IDS.subList(0, 3)) {
            answers.add(told("create", client.create(session(id))));
        }
        for (int i = 0; i < requests; i++) {
            answers.add(next());
        }
        answers.add(told("list", client.list("?order=asc")));
        answers.add(told("export", client.get("/sessions/export")));
        return answers;
    }

    private String next() {
        String id = IDS.get(random.nextInt(IDS.size()));
        int operation = random.nextInt(20);
        return operation + " " + id + ": " + switch (operation) {
            case 0 -> told("create", client.create(session(id)));
            case 1, 2, 3 -> told("append", client.append(id, event()));
            case 4, 5 -> told("batch", client.appendAll(id, Json.array(List.of(event(), event(), event()))));
            case 6 -> told("complete", client.complete(id, Json.object("endedAt", "2026-01-02T00:00:00Z")));
            case 7 -> told("session", client.session(id, "?count=true&limit=3"));
            case 8 -> told("events", client.events(id, "?limit=2"));
            case 9 -> told("lines", lines.events(id, "?order=desc"));
            case 10 -> told("event", client.event(id, "e" + random.nextInt(8)));
            case 11 -> told("list", client.list("?status=active&limit=2"));
            case 12 -> told("list by metadata", client.list("?metadata.caller=" + random.nextInt(2) + mark + "&order=asc"));
            case 13 -> told("list by end", client.list("?endedFrom=" + START));
            case 14 -> random.nextInt(4) > 0 ? told("head", client.send("HEAD", "/sessions/" + id, null, null))
                    : told("erase", client.send("DELETE", "/sessions/" + id, null, null));
            case 15 -> random.nextInt(4) > 0 ? told("list", client.list(""))
                    : eraseAll("/sessions?metadata.caller=" + random.nextInt(2) + mark);
            case 16, 17 -> told("import", client.importLines(conversation(id) + "\n" + conversation(id) + "\n"));
            default -> told("export", client.get("/sessions/export?language=en-US"));
        };
    }

    private ObjectNode session(String id) {
        return newSession(id).put("startedAt", START).set("metadata",
                Json.object("caller", random.nextInt(2) + mark, "of", mark));
    }

    private ObjectNode event() {
        int number = random.nextInt(8);
        ObjectNode event = newEvent("e" + number, "2026-01-01T00:00:0" + number + "Z");
        return event.set("payload", Json.object("text", mark + " says " + number));
    }

    private ObjectNode conversation(String id) {
        return session(id).set("events", Json.array(List.of(event(), event())));
    }

    /** In any order: shards tell what they have as they come to it. */
    private String eraseAll(String path) {
        Answer answer = client.send("DELETE", path, null, null);
        return told("erase all", answer, answer.text().lines().sorted().collect(Collectors.joining("\n")));
    }

    private String told(String operation, Answer answer) {
        return told(operation, answer, answer.text());
    }

    /** Status, headers and body; the tenant's own mark stands for itself. */
    private String told(String operation, Answer answer, String text) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : List.of("Location", "Idempotent-Replayed", "Content-Type")) {
            headers.put(name, String.valueOf(answer.header(name)));
        }
        String body = text.replaceAll("\"(receivedAt|nextCursor|traceId)\":\"[^\"]*\"", "\"$1\":\"?\"")
                .replace(mark, "<mark>");
        return operation + " " + answer.status() + " " + headers + " " + body;
    }
}
