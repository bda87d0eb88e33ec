package io.conversation.attack;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;

/** What was answered with 201, to be read back. */
final class Acknowledged {

    private static final String ALL = "";
    private static final List<String> OF_CREATION = List.of("sessionId", "language", "startedAt");

    private final ConversationClient client;
    private final Map<String, JsonNode> created = new ConcurrentHashMap<>();
    /** Sessions that are gone, or others by now. */
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    /** @param client of who was answered */
    Acknowledged(ConversationClient client) {
        this.client = client;
    }

    void saw(Draft draft, Answer answer, boolean whole) {
        if (draft.method.equals("DELETE") && answer.status() < 300) {
            sawErased(draft, answer, whole);
        } else if (answer.status() == 201 && !draft.isHead()) {
            created.put(answer.header("Location"), answer.json());
        }
    }

    /** An erasure of many says which, where its answer can be read to its end. */
    private void sawErased(Draft draft, Answer answer, boolean whole) {
        if (draft.isPathPlain && draft.operation.path().contains("{")) {
            deleted.add(sessionOf(draft.path));
        } else if (draft.isPathPlain && whole && answer.header("Content-Encoding") == null) {
            answer.lines().stream().filter(line -> line.has("sessionId"))
                    .forEach(line -> deleted.add(line.get("sessionId").asText()));
        } else {
            deleted.add(ALL);
        }
    }

    /** Nobody knows whether it was done. */
    void sawNothing(Draft draft) {
        if (draft.method.equals("DELETE")) {
            deleted.add(draft.isPathPlain && draft.operation.path().contains("{") ? sessionOf(draft.path) : ALL);
        }
    }

    /** In one spelling. */
    private static String sessionOf(String path) {
        return URLDecoder.decode(path.split("/")[2].replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    int size() {
        return created.size();
    }

    void forget() {
        created.clear();
        deleted.clear();
    }

    /** What is not there any more, or not the same; of a session all but how it goes on and ends. */
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        created.forEach((location, was) -> {
            if (deleted.contains(ALL) || deleted.contains(sessionOf(location))) {
                return;
            }
            Answer answer = client.get(location);
            JsonNode is = answer.status() == 200 ? answer.json() : null;
            boolean same = is != null && (was.has("eventId") ? was.equals(is)
                    : OF_CREATION.stream().allMatch(field -> was.get(field).equals(is.get("session").get(field)))
                            && contains(is.get("session").get("metadata"), was.get("metadata")));
            if (!same) {
                lost.add(location + " was " + was + " and is " + answer);
            }
        });
        return lost;
    }

    /** The end of a session adds to its metadata and changes nothing. */
    private static boolean contains(JsonNode whole, JsonNode part) {
        return part.properties().stream().allMatch(entry -> entry.getValue().equals(whole.get(entry.getKey())));
    }
}
