package io.conversation.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bson.conversions.Bson;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.json.JsonObject;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.SessionId;

/**
 * What is there already of a group, and will be for ever: a router may have dropped that the write concern failed. Each is
 * compared as it comes, and kept only where it is the answer; what is stored may be larger than what was sent, by any measure.
 */
final class StoredBefore {

    /** What a group may keep, beside what it has sent; one is always read. */
    private static final long MOST_KEPT = 4L * 1024 * 1024;

    private record Key(SessionId sessionId, String eventId) {
    }

    private final List<Append> appends;
    private final List<Event> events;
    private final Map<Key, List<Integer>> places = new HashMap<>();
    private final Map<SessionId, List<String>> wanted = new HashMap<>();
    private long room = MOST_KEPT;

    StoredBefore(List<Append> appends, List<Event> events) {
        this.appends = appends;
        this.events = events;
    }

    void add(int place) {
        Event event = events.get(place);
        places.computeIfAbsent(key(event), key -> new ArrayList<>()).add(place);
        wanted.computeIfAbsent(event.sessionId, id -> new ArrayList<>()).add(event.eventId);
        room += event.payload.size();
    }

    /** Puts the outcome of each that was added. */
    void read(List<Appended> outcomes, Deadline deadline) {
        if (wanted.isEmpty()) {
            return;
        }
        List<Bson> bySession = wanted.entrySet().stream()
                .map(ids -> Filters.and(Filters.eq("sessionId", ids.getKey()), Filters.in("eventId", ids.getValue())))
                .toList();
        try (MongoCursor<Event> cursor = deadline.on(Event.<Event> mongoCollection()
                .withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.MAJORITY))
                .find(bySession.size() == 1 ? bySession.getFirst() : Filters.or(bySession)).iterator()) {
            while (room > 0 && cursor.hasNext()) {
                put(cursor.next(), outcomes);
            }
        }
        boolean all = room > 0;
        places.values().forEach(missing -> missing.forEach(place -> outcomes.set(place, Appended.failed(all
                ? DatabaseFailures.notDurableYet(EventWriter.named(events.get(place)))
                : new ProblemException(ProblemType.UNAVAILABLE,
                        "What is stored was too much to be read at once; repeat it.")))));
    }

    private void put(Event stored, List<Appended> outcomes) {
        boolean isAnswer = false;
        for (int place : places.remove(key(stored))) {
            outcomes.set(place, stored.id.equals(events.get(place).id) ? Appended.created(stored)
                    : Appended.replayed(appends.get(place).sent(), stored));
            isAnswer |= appends.get(place).alone();
        }
        if (isAnswer) {
            room -= stored.payload.size();
        } else {
            stored.payload = JsonObject.EMPTY;
        }
    }

    private static Key key(Event event) {
        return new Key(event.sessionId, event.eventId);
    }
}
