package io.conversation.feed;

import java.util.List;
import java.util.function.Function;

import io.conversation.http.Reading;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.session.Sessions;

/**
 * Whole sessions, with memory for what they are until the next are read: of those that are named, in their order, as many as
 * one answer of the database has room for.
 */
final class SessionsRead {

    private final Sessions sessions;
    private final Reading<Session> reading;

    SessionsRead(Sessions sessions, Work work, StoredSizes sizes) {
        this.sessions = sessions;
        this.reading = new Reading<>(work, sizes.sessions, session -> session.isErased() ? 0 : session.metadata.size());
    }

    /**
     * @param named of which that was read, at least one
     * @param there those of them that are there, and wanted
     */
    record Read<K>(List<K> named, List<Session> there) {
    }

    int atOnce(int limit) {
        return reading.atOnce(limit);
    }

    /** @param find those of some */
    <K> Read<K> read(List<K> named, Function<List<K>, Slice<Session>> find) {
        List<K> some = named;
        Slice<Session> found = found(some, find);
        while (found.nextCursor() != null && some.size() > 1) {
            some = some.subList(0, Math.max(1, Math.min(found.items().size(), some.size() / 2)));
            found = found(some, find);
        }
        return new Read<>(some, found.items().stream().filter(sessions::isThere).toList());
    }

    private <K> Slice<Session> found(List<K> some, Function<List<K>, Slice<Session>> find) {
        return reading.read(some.size(), () -> some.isEmpty() ? new Slice<>(List.of(), null) : find.apply(some));
    }

    /** Gives back the memory of the last. */
    void forget() {
        read(List.of(), none -> null);
    }
}
