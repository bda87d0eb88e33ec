package io.conversation.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;

import com.mongodb.client.model.Filters;

import io.conversation.http.QueryParameters;
import io.conversation.paging.Order;
import io.conversation.paging.Position;
import io.conversation.tenant.Tenant;

/**
 * Which sessions a query asks for: a tenant's, that are there, by time of start, or by time of end where they are narrowed to
 * that.
 */
@Singleton
public class SessionFilters {

    private static final String METADATA = "metadata.";
    private static final Set<String> FILTERS = Set.of("status", "language", "startedFrom", "startedTo", "endedFrom",
            "endedTo", "order");
    /** What is being erased has no start any more, nor anything else that a list asks for: a range of the index without it. */
    private static final Bson STARTED = Filters.gte(Time.STARTED.field, Instant.ofEpochMilli(Long.MIN_VALUE));

    private final SessionIndexes indexes;
    private final Retention retention;

    SessionFilters(SessionIndexes indexes, Retention retention) {
        this.indexes = indexes;
        this.retention = retention;
    }

    /** What a list goes by. */
    public enum Time {
        STARTED("startedAt"),
        ENDED("endedAt");

        private final String field;

        Time(String field) {
            this.field = field;
        }

        String field() {
            return field;
        }

        Position position(Session session) {
            return switch (this) {
                case STARTED -> session.position();
                case ENDED -> new Position(session.endedAt, session.id);
            };
        }
    }

    /** Whose sessions a list has, what it is limited to, and a text that is the same for the same list only. */
    public record Selection(Tenant tenant, Bson filter, Time time, Order order, String scope) {
    }

    /** The filters of the list without its pages; oldest first, so that importing the lines makes ties anew in their order. */
    public Selection selectAll(QueryParameters query, Tenant tenant) {
        return select(query, tenant, Order.ASC);
    }

    /** The query of a list, with the names of what else it may have. */
    public QueryParameters query(UriInfo uri, Set<String> more) {
        Set<String> known = new HashSet<>(FILTERS);
        known.addAll(more);
        return metadataQuery(uri, known);
    }

    /** A query that may name a session's status and metadata, and what else it may have. */
    public QueryParameters queryOfSessions(UriInfo uri, Set<String> more) {
        Set<String> known = new HashSet<>(more);
        known.add("status");
        return metadataQuery(uri, known);
    }

    /** Of sessions that have been found otherwise, those that have that status and metadata. */
    public Bson ofSessions(QueryParameters query) {
        List<Bson> filters = new ArrayList<>();
        byStatusAndMetadata(query, filters, new TreeMap<>());
        return filters.isEmpty() ? Filters.empty() : Filters.and(filters);
    }

    private void byStatusAndMetadata(QueryParameters query, List<Bson> filters, Map<String, String> scope) {
        String status = query.text("status");
        if (status != null && SessionStatus.of(status).isEmpty()) {
            query.violations().add("status", "has to be initiated, active, completed or failed");
        }
        equal("status", status, filters, scope);
        for (String key : indexes.metadataKeys()) {
            equal(METADATA + key, query.text(METADATA + key), filters, scope);
        }
    }

    private QueryParameters metadataQuery(UriInfo uri, Set<String> known) {
        List<String> keys = indexes.metadataKeys();
        String hint = keys.isEmpty() ? "; no metadata is indexed, see sessions.indexed-metadata"
                : ", metadata.<key> of " + String.join(", ", keys);
        return QueryParameters.of(uri, known,
                name -> name.startsWith(METADATA) && keys.contains(name.substring(METADATA.length())), hint);
    }

    /** By metadata alone, at least one of its keys: what is to be erased is never all there is. */
    public Bson selectByMetadata(UriInfo uri, Tenant tenant) {
        QueryParameters query = metadataQuery(uri, Set.of());
        List<Bson> filters = new ArrayList<>();
        Map<String, String> given = new TreeMap<>();
        indexes.metadataKeys().forEach(key -> equal(METADATA + key, query.text(METADATA + key), filters, given));
        given.forEach((name, value) -> {
            if (value.isEmpty()) {
                query.violations().add(name, "must not be empty");
            }
        });
        if (filters.isEmpty()) {
            query.violations().add("metadata",
                    "is required, as metadata.<key>=<string>, with a key of sessions.indexed-metadata");
        }
        query.violations().throwIfAny();
        return tenant.only(filters);
    }

    Selection select(QueryParameters query, Tenant tenant, Order byDefault) {
        List<Bson> filters = new ArrayList<>();
        Map<String, String> scope = new TreeMap<>();
        byStatusAndMetadata(query, filters, scope);
        String language = query.text("language");
        if (language != null && !LanguageTags.isWellFormed(language)) {
            query.violations().add("language", LanguageTags.RULE);
        }
        equal("language", language, filters, scope);
        within("started", Time.STARTED, query, filters, scope);
        boolean ended = query.has("endedFrom") || query.has("endedTo");
        if (ended && indexes.hasEnded()) {
            within("ended", Time.ENDED, query, filters, scope);
        } else if (ended) {
            query.violations().add(query.has("endedFrom") ? "endedFrom" : "endedTo",
                    "needs an index, which the setting sessions.index-ended makes");
        }
        Order order = query.order(byDefault);
        if (filters.isEmpty()) {
            filters.add(STARTED);
        }
        // Left out of what an index gives, but where that goes by the end: there it is the bound of a range.
        retention.latestPast().ifPresent(latest -> filters.add(ended ? Filters.gt(Time.ENDED.field, latest)
                : Filters.not(Filters.lte(Time.ENDED.field, latest))));
        return new Selection(tenant, tenant.only(filters), ended ? Time.ENDED : Time.STARTED,
                order, "sessions " + order + " " + tenant.name() + " " + scope);
    }

    private static void equal(String field, String value, List<Bson> filters, Map<String, String> scope) {
        if (value != null) {
            filters.add(Filters.eq(field, value));
            scope.put(field, value);
        }
    }

    private static void within(String name, Time time, QueryParameters query, List<Bson> filters, Map<String, String> scope) {
        Instant from = query.time(name + "From");
        Instant to = query.time(name + "To");
        if (from != null) {
            filters.add(Filters.gte(time.field, from));
            scope.put(name + "From", from.toString());
        }
        if (to != null) {
            filters.add(Filters.lt(time.field, to));
            scope.put(name + "To", to.toString());
        }
    }
}
