package io.conversation.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.Reads;
import io.conversation.event.Event;
import io.conversation.feed.FeedItem.Kind;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Position;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;
import io.conversation.tenant.Tenant;

/**
 * What the feed reads, each a range of an index of arrivals: from the primary, what a majority has. First ends, then events,
 * then sessions, and events as of one instant: so whatever an arrival rests on, an event on its session, an end on its events,
 * is seen by the same look or has been before.
 */
final class FeedReads {

    private static final Bson IN_ORDER = Sorts.ascending("_id");

    private static final String ID = "_id";
    private static final String ENDED_ID = "endedId";
    private static final int BATCH_IDS = 10_000;

    private final Tenant tenant;
    private final Supplier<Reads> abreast;
    private Reads from;

    /** @param abreast of whatever has been written when a look begins */
    FeedReads(Tenant tenant, Supplier<Reads> abreast) {
        this.tenant = tenant;
        this.abreast = abreast;
    }

    /** Another look begins. */
    void begin() {
        from = abreast.get();
    }

    /** The next that arrived after an id, in order, so many at the most. */
    List<Arrival> after(ObjectId id, int limit, Deadline deadline) {
        return found(field -> Filters.gt(field, id), limit, deadline);
    }

    /** Those of the arrivals that are there. */
    List<Arrival> among(List<ObjectId> ids, Deadline deadline) {
        return found(field -> Filters.in(field, ids), ids.size(), deadline);
    }

    private List<Arrival> found(Function<String, Bson> range, int limit, Deadline deadline) {
        List<Arrival> found = new ArrayList<>();
        List<ObjectId> bounds = new ArrayList<>();
        for (List<Arrival> some : List.of(
                arrivals(sessions(), ENDED_ID, Kind.ENDED, range, limit, deadline),
                asOfOneInstant(events(), all -> arrivals(all, ID, Kind.STORED, range, limit, deadline)),
                arrivals(sessions(), ID, Kind.CREATED, range, limit, deadline))) {
            found.addAll(some);
            if (some.size() == limit) {
                bounds.add(some.getLast().id());
            }
        }
        // Where there may be more of a kind, what is behind the last of it has to wait for that.
        bounds.stream().min(ObjectId::compareTo)
                .ifPresent(bound -> found.removeIf(arrival -> arrival.id().compareTo(bound) > 0));
        Collections.sort(found);
        return found.size() > limit ? found.subList(0, limit) : found;
    }

    private List<Arrival> arrivals(MongoCollection<BsonDocument> collection, String field, Kind kind,
            Function<String, Bson> range,
            int limit, Deadline deadline) {
        List<Arrival> arrivals = from.on(collection, deadline, all -> all.find(tenant.only(List.of(range.apply(field))))
                .sort(Sorts.ascending(field)).projection(Projections.include(field, "sessionId")).limit(limit)
                .batchSize(limit + 1).map(entry -> new Arrival(entry.getObjectId(field).getValue(), kind,
                        SessionIdCodec.of(entry.getString("sessionId"))))
                .into(new ArrayList<>()));
        arrivals.forEach(arrival -> tenant.require(arrival.sessionId()));
        return arrivals;
    }

    /** Of whatever arrived after an id up to another, in order: entries of indexes. */
    List<ObjectId> ids(ObjectId after, ObjectId upTo, Deadline deadline) {
        List<ObjectId> ids = new ArrayList<>(ids(sessions(), ENDED_ID, after, upTo, deadline));
        ids.addAll(asOfOneInstant(events(), all -> ids(all, ID, after, upTo, deadline)));
        ids.addAll(ids(sessions(), ID, after, upTo, deadline));
        Collections.sort(ids);
        return ids;
    }

    private List<ObjectId> ids(MongoCollection<BsonDocument> collection, String field, ObjectId after, ObjectId upTo,
            Deadline deadline) {
        Bson projection = field.equals(ID) ? Projections.include(ID)
                : Projections.fields(Projections.include(field), Projections.excludeId());
        Bson range = tenant.only(List.of(Filters.gt(field, after), Filters.lte(field, upTo)));
        return from.on(collection, deadline, all -> all.find(range).sort(Sorts.ascending(field)).projection(projection)
                .batchSize(BATCH_IDS).map(entry -> entry.getObjectId(field).getValue()).into(new ArrayList<>()));
    }

    /** Of several sessions, those that the filter takes. */
    Map<SessionId, Session> sessions(Collection<SessionId> ids, Bson filter, Deadline deadline) {
        Map<SessionId, Session> sessions = new HashMap<>();
        if (!ids.isEmpty()) {
            MongoCollection<Session> all = ofMajority(Session.mongoCollection());
            Bson among = Filters.and(Filters.in("sessionId", ids), filter);
            from.on(all, deadline, found -> found.find(among).into(new ArrayList<>()))
                    .forEach(session -> sessions.put(session.sessionId, session));
        }
        return sessions;
    }

    /** Events in the order of arrival. */
    Slice<Event> events(Bson filter, PageRequest page, Deadline deadline) {
        return from.on(whole(), deadline, events -> Slice.read(events.find(filter).sort(IN_ORDER), page,
                event -> new Position(event.timestamp, event.id)));
    }

    /** To be read: the events of these sessions, by their ids. */
    static Bson events(Collection<SessionId> sessionIds, Collection<ObjectId> ids) {
        return Filters.and(Filters.in("sessionId", sessionIds), Filters.in(ID, ids));
    }

    /** To be read: what was taken after these ends, and was not late all the same: by a pod whose clock is ahead. */
    static Bson afterTheirEnds(Collection<SessionId> sessionIds, ObjectId first) {
        return Filters.and(Filters.in("sessionId", sessionIds), Filters.gt(ID, first), Filters.ne("late", true));
    }

    /** On a server that is no replica set a majority's word is its own. */
    private static <T> T asOfOneInstant(MongoCollection<BsonDocument> collection,
            Function<MongoCollection<BsonDocument>, T> read) {
        return DatabaseFailures.onReplicaSet(() -> read.apply(collection.withReadConcern(ReadConcern.SNAPSHOT)))
                .orElseGet(() -> read.apply(collection));
    }

    private static MongoCollection<Event> whole() {
        return ofMajority(Event.mongoCollection());
    }

    private static MongoCollection<BsonDocument> events() {
        return whole().withDocumentClass(BsonDocument.class);
    }

    private static MongoCollection<BsonDocument> sessions() {
        MongoCollection<Session> sessions = Session.mongoCollection();
        return ofMajority(sessions).withDocumentClass(BsonDocument.class);
    }

    private static <T> MongoCollection<T> ofMajority(MongoCollection<T> collection) {
        return collection.withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.MAJORITY);
    }
}
