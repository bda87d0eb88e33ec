package io.conversation.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;

import io.conversation.database.Deadline;
import io.conversation.database.Reads;
import io.conversation.http.IfNoneMatch;
import io.conversation.http.Kept;
import io.conversation.paging.Position;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;

/**
 * Whether a client has what it would get: told by an index alone, without reading an event, and by the look at the session that
 * every read makes, since of what is not there nobody has anything. Where it says no, what is read may still be the same.
 */
@Singleton
class Revalidation {

    private static final Bson KEY = Projections.include("timestamp", "_id");
    private static final Bson ID = Projections.include("_id");

    private final Sessions sessions;
    private final Keepable keepable;

    Revalidation(Sessions sessions, Keepable keepable) {
        this.sessions = sessions;
        this.keepable = keepable;
    }

    Optional<Kept> event(SessionId sessionId, String eventId, IfNoneMatch known, Deadline deadline) {
        Optional<ObjectId> id = Tags.eventIdIn(known.tags(), sessionId, eventId);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Event found = deadline.on(EventListing.collection())
                .find(Filters.and(Filters.eq("sessionId", sessionId), Filters.eq("_id", id.get()))).projection(ID).first();
        return found == null ? Optional.empty()
                : Optional.of(keepable.event(Tags.of(sessionId, eventId, id.get()), still(sessionId, deadline)));
    }

    Optional<Kept> page(EventFilters.Page asked, IfNoneMatch known, Deadline deadline) {
        Keys keys = keys(asked, known, deadline);
        return keys == null ? Optional.empty() : keys.same(still(asked.selection().sessionId(), deadline), "");
    }

    /** The same with the session beside them. */
    Optional<Kept> transcript(EventFilters.Page asked, boolean count, IfNoneMatch known, Deadline deadline) {
        Keys keys = keys(asked, known, deadline);
        if (keys == null) {
            return Optional.empty();
        }
        SessionId sessionId = asked.selection().sessionId();
        Session session = still(sessionId, deadline);
        Long total = count ? EventListing.count(sessionId, deadline) : null;
        return keys.same(session, Tags.beside(session, total));
    }

    private Session still(SessionId sessionId, Deadline deadline) {
        return sessions.requireStill(sessionId, Reads.USUAL, deadline);
    }

    /** As many as the largest of the pages that the client has, and one more; null where it has none. */
    private Keys keys(EventFilters.Page asked, IfNoneMatch known, Deadline deadline) {
        List<String> tags = known.tags().stream().filter(tag -> Tags.eventsIn(tag) >= 0)
                .filter(tag -> Tags.eventsIn(tag) <= asked.request().limit()).toList();
        if (tags.isEmpty() || asked.selection().byType()) {
            return null;
        }
        int limit = tags.stream().mapToInt(Tags::eventsIn).max().orElseThrow() + 1;
        return new Keys(asked, tags, deadline.on(EventListing.collection()).find(asked.keyFilter()).sort(asked.sort())
                .skip(asked.offset()).limit(limit).batchSize(limit).projection(KEY).map(Event::position)
                .into(new ArrayList<>()));
    }

    private final class Keys {

        private final EventFilters.Page asked;
        private final List<String> tags;
        private final List<Position> keys;

        Keys(EventFilters.Page asked, List<String> tags, List<Position> keys) {
            this.asked = asked;
            this.tags = tags;
            this.keys = keys;
        }

        /** The first of the tags that is that of the page as it is. */
        Optional<Kept> same(Session session, String beside) {
            return tags.stream().filter(tag -> isSame(tag, beside)).findFirst()
                    .map(tag -> keepable.page(tag, session, keys.size() > Tags.eventsIn(tag)));
        }

        private boolean isSame(String tag, String beside) {
            int events = Tags.eventsIn(tag);
            return events <= keys.size()
                    && tag.equals(Tags.of(asked, keys.subList(0, events), keys.size() > events, beside));
        }
    }
}
