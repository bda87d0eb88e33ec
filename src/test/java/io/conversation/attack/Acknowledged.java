package io.conversation.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;

/** What was answered with 201, to be read back. */
final class Acknowledged {

    private static final List<String> OF_CREATION = List.of("sessionId", "language", "startedAt");

    private final Map<String, JsonNode> created = new ConcurrentHashMap<>();

    void saw(Draft draft, Answer answer) {
        if (answer.status() == 201 && !draft.isHead()) {
            created.put(answer.header("Location"), answer.json());
        }
    }

    int size() {
        return created.size();
    }

    void forget() {
        created.clear();
    }

    /** What is not there any more, or not the same; of a session all but how it goes on and ends. */
    List<String> lost() {
        ConversationClient client = new ConversationClient();
        List<String> lost = new ArrayList<>();
        created.forEach((location, was) -> {
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
