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

    private final Map<String, JsonNode> created = new ConcurrentHashMap<>();
    /** Sessions that are gone, or others by now. */
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    void saw(Draft draft, Answer answer) {
        if (draft.method.equals("DELETE") && answer.status() < 300) {
            deleted.add(draft.isPathPlain && draft.operation.path().contains("{") ? sessionOf(draft.path) : ALL);
        } else if (answer.status() == 201 && !draft.isHead()) {
            created.put(answer.header("Location"), answer.json());
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
        ConversationClient client = new ConversationClient();
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
