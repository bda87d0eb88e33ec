package io.conversation.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
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

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.Reads;
import io.conversation.event.Event;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Position;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;

/**
 * What the feed reads, each a range of an index of arrivals: from the primary, what a majority has. First ends, then events,
 * then sessions, and events as of one instant: so whatever an arrival rests on, an event on its session, an end on its events,
 * is seen by the same look or has been before.
 */
final class FeedReads {

    private static final Bson IN_ORDER = Sorts.ascending("_id");

    private static final List<Kind> IN_TURN = List.of(Kind.ENDED, Kind.STORED, Kind.CREATED);
    private static final String ID = "_id";
    private static final String ENDED_ID = "endedId";
    private static final int BATCH_IDS = 10_000;

    private final Whose whose;
    private final Set<Kind> kinds;
    private final Supplier<Reads> abreast;
    private Reads from;

    /**
     * @param kinds that are read at all
     * @param abreast of whatever has been written when a look begins
     */
    FeedReads(Whose whose, Set<Kind> kinds, Supplier<Reads> abreast) {
        this.whose = whose;
        this.kinds = kinds;
        this.abreast = abreast;
    }

    Whose whose() {
        return whose;
    }

    boolean has(Kind kind) {
        return kinds.contains(kind);
    }

    /** Another look begins. */
    void begin() {
        from = abreast.get();
    }

    /** Another look begins, from there. */
    void begin(Reads reads) {
        from = reads;
    }

    /** The next that arrived after an id, in order, so many at the most. */
    List<Arrival> after(ObjectId id, int limit, Deadline deadline) {
        return found(limit, kind -> some(kind, field -> Filters.gt(field, id), limit, deadline));
    }

    /** @param events reads those of a filter whole */
    List<Arrival> after(ObjectId id, int limit, Deadline deadline, Function<Bson, Slice<Event>> events) {
        return found(limit, kind -> kind == Kind.STORED && kinds.contains(kind)
                ? Found.of(events.apply(whose.only(List.of(Filters.gt(ID, id)))))
                : some(kind, field -> Filters.gt(field, id), limit, deadline));
    }

    /** Those of the arrivals that are there. */
    List<Arrival> among(List<ObjectId> ids, Deadline deadline) {
        return found(ids.size(), kind -> some(kind, field -> Filters.in(field, ids), ids.size(), deadline));
    }

    private Found some(Kind kind, Function<String, Bson> range, int limit, Deadline deadline) {
        List<Arrival> some = of(kind, List.of(), (field, all) -> arrivals(all, field, kind, range, limit, deadline));
        return new Found(some, some.size() == limit);
    }

    private static List<Arrival> found(int limit, Function<Kind, Found> read) {
        return Found.together(IN_TURN.stream().map(read).toList(), limit);
    }

    /** Reads where that kind is, by the field that tells its arrival; none where it is not wanted. */
    private <T> T of(Kind kind, T none, BiFunction<String, MongoCollection<BsonDocument>, T> read) {
        if (!kinds.contains(kind)) {
            return none;
        }
        return switch (kind) {
            case ENDED -> read.apply(ENDED_ID, sessions());
            case STORED -> asOfOneInstant(events(), all -> read.apply(ID, all));
            case CREATED -> read.apply(ID, sessions());
        };
    }

    private List<Arrival> arrivals(MongoCollection<BsonDocument> collection, String field, Kind kind,
            Function<String, Bson> range,
            int limit, Deadline deadline) {
        List<Arrival> arrivals = from.on(collection, deadline, all -> all.find(whose.only(List.of(range.apply(field))))
                .sort(Sorts.ascending(field)).projection(Projections.include(field, "sessionId")).limit(limit)
                .batchSize(limit + 1).map(entry -> new Arrival(entry.getObjectId(field).getValue(), kind,
                        SessionIdCodec.of(entry.getString("sessionId"))))
                .into(new ArrayList<>()));
        arrivals.forEach(arrival -> whose.require(arrival.sessionId()));
        return arrivals;
    }

    /** Of whatever arrived after an id up to another, in order: entries of indexes. */
    List<ObjectId> ids(ObjectId after, ObjectId upTo, Deadline deadline) {
        List<ObjectId> ids = new ArrayList<>();
        IN_TURN.forEach(kind -> ids.addAll(
                of(kind, List.of(), (field, all) -> ids(all, field, after, upTo, deadline))));
        Collections.sort(ids);
        return ids;
    }

    private List<ObjectId> ids(MongoCollection<BsonDocument> collection, String field, ObjectId after, ObjectId upTo,
            Deadline deadline) {
        Bson projection = field.equals(ID) ? Projections.include(ID)
                : Projections.fields(Projections.include(field), Projections.excludeId());
        Bson range = whose.only(List.of(Filters.gt(field, after), Filters.lte(field, upTo)));
        return from.on(collection, deadline, all -> all.find(range).sort(Sorts.ascending(field)).projection(projection)
                .batchSize(BATCH_IDS).map(entry -> entry.getObjectId(field).getValue()).into(new ArrayList<>()));
    }

    /** Of several sessions, those that the filter takes. */
    Slice<Session> sessions(Collection<SessionId> ids, Bson filter, Deadline deadline) {
        return found(Filters.and(Filters.in("sessionId", ids), filter), ids.size(), deadline);
    }

    /** The same of sessions of which nothing is known but the id of the document. */
    Slice<Session> sessionsOf(Collection<ObjectId> documents, Bson filter, Deadline deadline) {
        return found(whose.only(List.of(Filters.in(ID, documents), filter)), documents.size(), deadline);
    }

    private Slice<Session> found(Bson filter, int most, Deadline deadline) {
        MongoCollection<Session> all = ofMajority(Session.mongoCollection());
        PageRequest page = new PageRequest(most, Order.ASC, null, "");
        return from.on(all, deadline, sessions -> Slice.read(sessions.find(filter), page,
                session -> new Position(ArrivalIds.time(session.id), session.id)));
    }

    /** Events in the order of arrival. */
    Slice<Event> events(Bson filter, PageRequest page, Deadline deadline) {
        return from.on(whole(), deadline, events -> Slice.read(events.find(filter).sort(IN_ORDER), page,
                event -> new Position(event.timestamp, event.id)));
    }

    /** The same as of one instant, for who goes by what is not there. */
    Slice<Event> eventsAtOnce(Bson filter, PageRequest page, Deadline deadline) {
        Slice<Event> events = asOfOneInstant(whole(), all -> from.on(all, deadline, found -> Slice
                .read(found.find(filter).sort(IN_ORDER), page, event -> new Position(event.timestamp, event.id))));
        events.items().forEach(event -> whose.require(event.sessionId));
        return events;
    }

    /** To be read: the events of these sessions, by their ids. */
    static Bson events(Collection<SessionId> sessionIds, Collection<ObjectId> ids) {
        return Filters.and(Filters.in("sessionId", sessionIds), Filters.in(ID, ids));
    }

    /** On a server that is no replica set a majority's word is its own. */
    private static <D, T> T asOfOneInstant(MongoCollection<D> collection, Function<MongoCollection<D>, T> read) {
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
