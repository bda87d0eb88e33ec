package io.conversation.feed;

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
     * @param sessions that a session has to fit as it is when it is told of
     * @param types of events; all where there is none
     */
    record Wanted(Bson sessions, Set<String> types) {
    }

    QueryParameters query(UriInfo uri, Set<String> more) {
        Set<String> known = new TreeSet<>(more);
        known.add("type");
        return sessions.queryOfSessions(uri, known);
    }

    Wanted wanted(QueryParameters query) {
        Set<String> wanted = new TreeSet<>(query.all("type"));
        wanted.forEach(type -> types.check(type, "type", query.violations()));
        return new Wanted(sessions.ofSessions(query), wanted);
    }
}
