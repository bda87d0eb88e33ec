package io.conversation.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.conversation.event.BatchResult.Item;
import io.conversation.http.Prefer;
import io.conversation.json.StrictJson;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Events sent together: those that can be read, and a problem in the place of each that cannot. */
final class Batch {

    static final int MAX_EVENTS = 1000;

    private final List<Item> items = new ArrayList<>();
    private final List<NewEvent> events = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    private Batch() {
    }

    /** From a JSON array, whose elements are read each by itself, as lines are. */
    static Batch ofArray(byte[] json, String sessionId, EventTypes types) {
        Batch batch = new Batch();
        StrictJson.readArray(json, (element, index) -> batch.add(() -> NewEvent.read(element, sessionId, types)));
        return batch.checked();
    }

    /** From JSON values one a line, each by itself. */
    static Batch ofLines(List<byte[]> lines, String sessionId, EventTypes types) {
        Batch batch = new Batch();
        lines.forEach(line -> batch.add(() -> NewEvent.read(line, sessionId, types)));
        return batch.checked();
    }

    private void add(Supplier<NewEvent> reading) {
        int index = items.size();
        try {
            if (index < MAX_EVENTS) {
                events.add(reading.get());
                places.add(index);
            }
            items.add(null);
        } catch (ProblemException e) {
            items.add(Item.refused(index, null, e.toProblem(null)));
        }
    }

    private Batch checked() {
        if (items.isEmpty() || items.size() > MAX_EVENTS) {
            throw ProblemException.invalid("body", "has to have 1 to 1000 events, and has " + items.size());
        }
        return this;
    }

    List<NewEvent> events() {
        return events;
    }

    BatchResult result(List<Appended> outcomes, Prefer prefer) {
        for (int i = 0; i < outcomes.size(); i++) {
            items.set(places.get(i), item(places.get(i), events.get(i).eventId(), outcomes.get(i), prefer));
        }
        return BatchResult.of(List.copyOf(items));
    }

    private static Item item(int index, String eventId, Appended outcome, Prefer prefer) {
        if (outcome.isFailed()) {
            if (outcome.problem().type() == ProblemType.SESSION_NOT_FOUND) {
                throw outcome.problem();
            }
            return Item.refused(index, eventId, outcome.problem().toProblem(null));
        }
        if (prefer.isStrict() && !outcome.differing().isEmpty()) {
            return Item.refused(index, eventId, outcome.conflict().toProblem(null));
        }
        return Item.taken(index, outcome);
    }
}
