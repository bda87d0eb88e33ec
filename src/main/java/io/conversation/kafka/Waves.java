package io.conversation.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.conversation.tenant.SessionId;

/**
 * What can be written together: of each session one creation, then events, then one end; what comes after that is in a later
 * wave.
 * What the service failed at goes by itself, to find out which it was.
 */
final class Waves {

    private static final int EVENTS = 1;

    private final List<List<Read>> waves = new ArrayList<>();
    private final Map<SessionId, Place> reached = new HashMap<>();
    private int first;

    /** A record and what it asks for. */
    record Read(IncomingRecord record, Asked asked) {
    }

    private record Place(int wave, int step) {

        boolean isBefore(int next) {
            return step < next || step == EVENTS && next == EVENTS;
        }
    }

    void add(Read read) {
        int step = read.asked().step();
        int wave = read.record().goesAlone() ? waves.size() : waveOf(read.asked().sessionId(), step);
        if (read.record().goesAlone()) {
            first = wave + 1;
        }
        while (waves.size() <= wave) {
            waves.add(new ArrayList<>());
        }
        waves.get(wave).add(read);
        reached.put(read.asked().sessionId(), new Place(wave, step));
    }

    private int waveOf(SessionId session, int step) {
        Place last = reached.get(session);
        if (last == null || last.wave < first) {
            return first;
        }
        return last.isBefore(step) ? last.wave : last.wave + 1;
    }

    List<List<Read>> all() {
        return waves;
    }
}
