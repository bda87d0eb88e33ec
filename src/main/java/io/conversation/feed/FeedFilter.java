package io.conversation.feed;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;

import io.conversation.event.EventTypes;
import io.conversation.http.QueryParameters;
import io.conversation.session.SessionFilters;

/** What of the feed a query asks for. */
@Singleton
class FeedFilter {

    private final SessionFilters sessions;
    private final EventTypes types;

    FeedFilter(SessionFilters sessions, EventTypes types) {
        this.sessions = sessions;
        this.types = types;
    }

    /**
     * @param kinds none for all; of ends alone nothing is read but ends
     * @param sessions that a session has to fit as it is when it is told of
     * @param types of events; all where there is none
     */
    record Wanted(Set<Kind> kinds, Bson sessions, Set<String> types) {

        /** Whether no event is left out. */
        boolean isAllEvents() {
            return types.isEmpty() && sessions.toBsonDocument().isEmpty();
        }
    }

    QueryParameters query(UriInfo uri, Set<String> more) {
        Set<String> known = new TreeSet<>(more);
        known.addAll(Set.of("kind", "type"));
        return sessions.queryOfSessions(uri, known);
    }

    Wanted wanted(QueryParameters query) {
        Set<String> wanted = new TreeSet<>(query.all("type"));
        wanted.forEach(type -> types.check(type, "type", query.violations()));
        return new Wanted(kinds(query), sessions.ofSessions(query), wanted);
    }

    private static Set<Kind> kinds(QueryParameters query) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String wire : query.all("kind")) {
            Kind.of(wire).ifPresentOrElse(kinds::add,
                    () -> query.violations().add("kind", "has to be session.created, event.stored or session.ended"));
        }
        return kinds;
    }
}
