package io.conversation.event;

import java.util.ArrayList;
import java.util.List;

import io.conversation.event.BatchResult.Item;
import io.conversation.http.NdjsonLines;
import io.conversation.http.Prefer;
import io.conversation.http.Work;
import io.conversation.json.JsonText;
import io.conversation.json.JsonWeight;
import io.conversation.json.StrictJson;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.SessionId;

/**
 * Events sent together. They are read and appended some at a time, as what is made of them can be many times as large; each has
 * an outcome of its own, be it only a problem in the place of one that cannot be read.
 */
final class Batch {

    static final int MAX_EVENTS = 1000;

    /** Of BSON, beside one event that is larger by itself. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private final List<JsonText> texts;
    private final List<Item> items = new ArrayList<>();
    private final List<NewEvent> window = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    private Batch(List<JsonText> texts) {
        this.texts = texts;
    }

    /** From a JSON array, whose elements are read each by itself, as lines are. */
    static Batch ofArray(byte[] json) {
        List<JsonText> texts = new ArrayList<>();
        int[] count = { 0 };
        StrictJson.readArray(json, (element, index) -> {
            count[0] = index + 1;
            if (index < MAX_EVENTS) {
                texts.add(element);
            }
        });
        return checked(texts, count[0]);
    }

    /** From JSON values one a line, each by itself. */
    static Batch ofLines(byte[] body) {
        List<JsonText> lines = NdjsonLines.split(body);
        return checked(lines, lines.size());
    }

    private static Batch checked(List<JsonText> texts, int count) {
        if (count == 0 || count > MAX_EVENTS) {
            throw ProblemException.invalid("body", "has to have 1 to 1000 events, and has " + count);
        }
        return new Batch(texts);
    }

    boolean isRead() {
        return items.size() == texts.size();
    }

    /** Reads the next events, as many as go together, with the memory for them; none when all that is left cannot be read. */
    List<NewEvent> next(SessionId sessionId, EventTypes types, Work work) {
        window.clear();
        places.clear();
        long bytes = 0;
        while (!isRead() && bytes < WINDOW_BYTES) {
            JsonText text = texts.get(items.size());
            long weight = text.weight();
            if (window.isEmpty()) {
                work.await(weight);
            } else if (weight > WINDOW_BYTES || !work.tryWork(weight)) {
                // Nobody waits for memory with something in hand.
                break;
            }
            long stored = read(text, sessionId, types);
            work.give(weight - JsonWeight.stored(stored));
            bytes += stored;
        }
        return window;
    }

    /** How large it will be in the database. */
    private int read(JsonText text, SessionId sessionId, EventTypes types) {
        int index = items.size();
        try {
            NewEvent event = NewEvent.read(text, sessionId, types);
            window.add(event);
            places.add(index);
            items.add(null);
            return event.payload().size();
        } catch (ProblemException e) {
            items.add(Item.refused(index, null, e.toProblem(null)));
            return 0;
        }
    }

    /** What became of the events that were read last. */
    void took(List<Appended> outcomes, Prefer prefer) {
        for (int i = 0; i < outcomes.size(); i++) {
            items.set(places.get(i), item(places.get(i), window.get(i).eventId(), outcomes.get(i), prefer));
        }
    }

    BatchResult result() {
        return BatchResult.of(List.copyOf(items));
    }

    private static Item item(int index, String eventId, Appended outcome, Prefer prefer) {
        if (outcome.isFailed()) {
            ProblemType type = outcome.problem().type();
            if (type == ProblemType.SESSION_NOT_FOUND || type == ProblemType.SESSION_ERASED) {
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
