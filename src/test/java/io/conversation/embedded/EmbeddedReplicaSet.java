package io.conversation.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.h2.mvstore.MVStore;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import io.netty.channel.Channel;

/**
 * The embedded database as the one member of a replica set, with as much of change streams as the service uses: those of a
 * database, resumed by a token for as long as the history goes back. It is no proof of how MongoDB does it, but runs what the
 * service does with it.
 */
public final class EmbeddedReplicaSet implements AutoCloseable {

    private static final String NAME = "embedded";
    private static final int BAD_VALUE = 2;
    private static final int FAILED_TO_PARSE = 9;
    private static final int UNAUTHORIZED = 13;
    private static final int UNSATISFIABLE = 133;
    private static final int HISTORY_LOST = 286;
    // The driver asks again at once; the server's thread must not be held for as long as it would wait.
    private static final long AWAIT_NANOS = 10_000_000;

    private final Backend backend = new Backend(new MVStore.Builder().open());
    private final EmbeddedDatabase database = new EmbeddedDatabase(backend, 0);

    public String connectionString() {
        return database.connectionString();
    }

    /** As one that is found by its name, and that knows sessions and tells its time with every answer. */
    public String connectionStringOfSet() {
        backend.address = connectionString().replace("mongodb://", "");
        return connectionString() + "/?replicaSet=" + NAME;
    }

    /** All that has happened until now cannot be resumed from any more. */
    public void loseHistory() {
        backend.history.clear();
        backend.oldest = backend.time.incrementAndGet();
    }

    /** The same of what had happened by then. */
    public void loseHistoryBefore(Instant time) {
        backend.oldest = time.getEpochSecond() << Integer.SIZE;
        backend.history.headMap(backend.oldest).clear();
    }

    /** Change streams are not for this user from now on. */
    public void refuseStreams() {
        backend.refusing = true;
    }

    /** Says from now on that it is a mongos, or no more, to whoever asks. */
    public void actAsRouter(boolean router) {
        backend.router = router;
    }

    /** What is written from now on a majority does not have, or has all of it again. */
    public void holdMajority(boolean hold) {
        backend.committed = hold ? backend.time.get() : Long.MAX_VALUE;
    }

    /** Change streams tell each change so long after it, as those of a mongos do that wait for word from an idle shard. */
    public void holdChanges(Duration time) {
        backend.heldNanos = time.toNanos();
    }

    /** Has no index that a query names, as one that is still being built, from now on or no more. */
    public void refuseHints(boolean refuse) {
        backend.refusingHints = refuse;
    }

    /** Reads of what a majority has fail that name this session, as where its shard is lost; null for none. */
    public void loseMajorityOf(String session) {
        backend.lost = session;
    }

    /** Ends all change streams by the server's own decision, without a word. */
    public void endStreams() {
        backend.open.values().forEach(stream -> stream.ended = true);
    }

    /** Ends the connection in the place of the next answer that has changes to tell; they are told again to who resumes. */
    public void loseNextChanges() {
        backend.losing.set(true);
    }

    /** Answers such commands on the collection so from now on, until {@link #answerAsUsual}. */
    public void answer(String command, String collection, PlannedAnswer answer) {
        backend.plans.put(command + " " + collection, answer);
    }

    /** Also goes back as far as anybody asks. */
    public void answerAsUsual() {
        backend.plans.clear();
        backend.oldest = 0;
    }

    /** How many change streams have been opened or resumed so far. */
    public long streamsOpened() {
        return backend.streams.get();
    }

    @Override
    public void close() {
        database.close();
    }

    /** What a change stream has matched on, and how far it has come. */
    private static final class Stream {

        private final String database;
        private final Document match;
        private long position;
        private volatile boolean ended;

        Stream(String database, Document match, long position) {
            this.database = database;
            this.match = match;
            this.position = position;
        }
    }

    private static final class Backend extends EmbeddedBackend {

        private final NavigableMap<Long, Document> history = new ConcurrentSkipListMap<>();
        private final Map<Long, Long> times = new ConcurrentHashMap<>();
        private final Map<Long, Stream> open = new ConcurrentHashMap<>();
        private final AtomicLong time = new AtomicLong(now());
        private final AtomicLong streams = new AtomicLong();
        private final Map<String, PlannedAnswer> plans = new ConcurrentHashMap<>();
        private final AtomicBoolean losing = new AtomicBoolean();
        private volatile long oldest;
        private volatile boolean refusing;
        private volatile boolean refusingHints;
        private volatile boolean router;
        private volatile String lost;
        private volatile long heldNanos;
        private volatile String address;
        private volatile long committed = Long.MAX_VALUE;

        Backend(MVStore store) {
            super(store);
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            PlannedAnswer planned = plans.get(command + " " + query.get(command));
            Document answer = planned == null ? run(channel, database, command, query)
                    : planned.answer(query, as -> run(channel, database, command, as));
            return address == null ? answer : answer.append("operationTime", new BsonTimestamp(time.get()));
        }

        private Document run(Channel channel, String database, String command, Document query) {
            return switch (command) {
                case "hello", "isMaster", "ismaster" ->
                    asPrimary(super.handleCommand(channel, database, command, query));
                case "aggregate" -> isChangeStream(query) ? open(database, query)
                        : super.handleCommand(channel, database, command, query);
                case "getMore" -> open.containsKey(cursorId(query)) ? more(channel, query)
                        : super.handleCommand(channel, database, command, query);
                case "drop", "dropDatabase" -> drop(channel, database, command, query);
                case "find" -> {
                    refuseHint(query);
                    refuseLost(query);
                    yield super.handleCommand(channel, database, command, query);
                }
                case "insert" -> insert(channel, database, query);
                case "update" -> update(channel, database, query);
                case "findAndModify" -> findAndModify(channel, database, query);
                default -> super.handleCommand(channel, database, command, query);
            };
        }

        private void refuseHint(Document query) {
            if (refusingHints && query.containsKey("hint")) {
                throw new MongoServerError(BAD_VALUE, "BadValue", "error processing query: planner returned error :: caused by"
                        + " :: hint provided does not correspond to an existing index");
            }
        }

        private void refuseLost(Document query) {
            String session = lost;
            if (session != null && query.get("readConcern") instanceof Document concern
                    && "majority".equals(concern.get("level")) && query.get("filter").toString().contains(session)) {
                throw new MongoServerError(UNSATISFIABLE, "FailedToSatisfyReadPreference",
                        "Could not find host matching read preference { mode: \"primary\" } for set one");
            }
        }

        private static long cursorId(Document query) {
            return ((Number) query.get("getMore")).longValue();
        }

        private Document asPrimary(Document hello) {
            if (address != null) {
                hello.append("hosts", List.of(address)).append("me", address).append("logicalSessionTimeoutMinutes", 30);
            }
            Document majority = new Document("ts", new BsonTimestamp(Math.min(committed, time.get()))).append("t", 1L);
            return router ? hello.append("msg", "isdbgrid")
                    : hello.append("setName", NAME).append("setVersion", 1).append("lastWrite",
                            new Document("lastWriteDate", Instant.now()).append("majorityOpTime", majority));
        }

        private static boolean isChangeStream(Document query) {
            return ((Document) ((List<?>) query.get("pipeline")).getFirst()).containsKey("$changeStream");
        }

        private Document open(String database, Document query) {
            List<?> pipeline = (List<?>) query.get("pipeline");
            Document start = (Document) ((Document) pipeline.getFirst()).get("$changeStream");
            Document match = (Document) ((Document) pipeline.get(1)).get("$match");
            if (pipeline.size() > 2 && !((Document) pipeline.get(2)).containsKey("$project")) {
                throw new IllegalArgumentException("Not a change stream of the service: " + pipeline);
            }
            if (refusing) {
                throw new MongoServerError(UNAUTHORIZED, "Unauthorized",
                        "not authorized on " + database + " to execute command");
            }
            long position = position(start);
            if (position < oldest - (start.containsKey("startAtOperationTime") ? 1 : 0)) {
                throw new MongoServerError(HISTORY_LOST, "ChangeStreamHistoryLost",
                        "Resume of change stream was not possible, as the resume point may no longer be in the oplog.");
            }
            long id = streams.incrementAndGet() << 32;
            open.put(id, new Stream(database, match, position));
            return answer("firstBatch", id, List.of(), position);
        }

        private long position(Document start) {
            Document resume = (Document) start.getOrDefault("startAfter", start.get("resumeAfter"));
            BsonTimestamp from = (BsonTimestamp) start.get("startAtOperationTime");
            if (resume != null && !((String) resume.get("_data")).matches("[0-9A-F]{16}")) {
                throw new MongoServerError(FAILED_TO_PARSE, "FailedToParse", "The resume token is none of this server's.");
            }
            // A stream tells what is of that time, too.
            return resume != null ? Long.parseLong((String) resume.get("_data"), 16)
                    : from != null ? from.getValue() - 1 : time.get();
        }

        private Document more(Channel channel, Document query) {
            long id = cursorId(query);
            Stream stream = open.get(id);
            int most = query.get("batchSize") instanceof Number size ? size.intValue() : Integer.MAX_VALUE;
            List<Document> batch = changes(stream, most);
            for (long end = System.nanoTime() + AWAIT_NANOS; batch.isEmpty() && System.nanoTime() < end;) {
                LockSupport.parkNanos(AWAIT_NANOS / 10);
                batch = changes(stream, most);
            }
            if (!batch.isEmpty() && losing.getAndSet(false)) {
                channel.close();
            }
            if (stream.ended) {
                open.remove(id);
            }
            return answer("nextBatch", stream.ended ? 0 : id, batch, stream.position);
        }

        private List<Document> changes(Stream stream, int most) {
            List<Document> found = new ArrayList<>();
            long room = BsonConstants.MAX_BSON_OBJECT_SIZE;
            for (Map.Entry<Long, Document> entry : history.tailMap(stream.position, false).entrySet()) {
                Document change = entry.getValue();
                room -= EmbeddedCollection.encode(change).length;
                if (found.size() >= most || stream.ended || room < 0 && !found.isEmpty()
                        || System.nanoTime() - heldNanos < times.get(entry.getKey())) {
                    break;
                }
                stream.position = entry.getKey();
                if (((Document) change.get("ns")).get("db").equals(stream.database)) {
                    addMatching(change, stream, found);
                    if (change.get("operationType").equals("dropDatabase")) {
                        addMatching(new Document("_id", change.get("_id")).append("clusterTime", change.get("clusterTime"))
                                .append("operationType", "invalidate"), stream, found);
                        stream.ended = true;
                    }
                }
            }
            return found;
        }

        private static void addMatching(Document change, Stream stream, List<Document> found) {
            if (new DefaultQueryMatcher().matches(change, stream.match)) {
                found.add(change);
            }
        }

        private Document answer(String batchName, long id, List<Document> batch, long position) {
            return new Document("cursor", new Document("id", id).append("ns", "any.$cmd.aggregate").append(batchName, batch)
                    .append("postBatchResumeToken", token(position))).append("ok", 1.0);
        }

        private static Document token(long position) {
            return new Document("_data", "%016X".formatted(position));
        }

        private void changed(String type, String database, Object collection, Document fullDocument) {
            record(change(type, database, collection, fullDocument));
        }

        private static Document change(String type, String database, Object collection, Document fullDocument) {
            return new Document("operationType", type).append("fullDocument", fullDocument)
                    .append("ns", new Document("db", database).append("coll", collection))
                    .append("documentKey", new Document("_id", fullDocument.get("_id")));
        }

        /** Seconds, and what counts within one, as a server has it in its log. */
        private static long now() {
            return Instant.now().getEpochSecond() << 32;
        }

        private synchronized void record(Document change) {
            long at = Math.max(time.get() + 1, now());
            times.put(at, System.nanoTime());
            history.put(at, change.append("_id", token(at)).append("clusterTime", new BsonTimestamp(at)));
            time.set(at);
        }

        /** Of a database, MongoDB tells the collections' ends first. */
        private Document drop(Channel channel, String database, String command, Document query) {
            boolean all = command.equals("dropDatabase");
            List<?> collections = all ? collections(channel, database) : List.of(query.get("drop"));
            Document answer = super.handleCommand(channel, database, command, query);
            collections.forEach(collection -> record(new Document("operationType", "drop").append("ns",
                    new Document("db", database).append("coll", collection))));
            if (all) {
                record(new Document("operationType", "dropDatabase").append("ns", new Document("db", database)));
            }
            return answer;
        }

        private List<?> collections(Channel channel, String database) {
            Document answer = super.handleCommand(channel, database, "listCollections", new Document("listCollections", 1));
            return ((List<?>) ((Document) answer.get("cursor")).get("firstBatch")).stream()
                    .map(collection -> ((Document) collection).get("name")).toList();
        }

        private Document insert(Channel channel, String database, Document query) {
            Document answer = super.handleCommand(channel, database, "insert", query);
            Set<Object> failed = new HashSet<>();
            for (Object error : (List<?>) answer.getOrDefault("writeErrors", List.of())) {
                failed.add(((Document) error).get("index"));
            }
            List<?> documents = (List<?>) query.get("documents");
            for (int i = 0; i < documents.size(); i++) {
                if (!failed.contains(i)) {
                    changed("insert", database, query.get("insert"), ((Document) documents.get(i)).cloneDeeply());
                }
            }
            return answer;
        }

        private Document update(Channel channel, String database, Document query) {
            Object collection = query.get("update");
            Map<Object, Document> before = new LinkedHashMap<>();
            for (Object update : (List<?>) query.get("updates")) {
                find(channel, database, collection, (Document) ((Document) update).get("q"))
                        .forEach(found -> before.putIfAbsent(found.get("_id"), found));
            }
            Document answer = super.handleCommand(channel, database, "update", query);
            before.values().forEach(was -> updated(channel, database, collection, was));
            for (Object one : (List<?>) answer.getOrDefault("upserted", List.of())) {
                find(channel, database, collection, new Document("_id", ((Document) one).get("_id")))
                        .forEach(found -> changed("insert", database, collection, found));
            }
            return answer;
        }

        /** Of what it was before, what it has become. */
        private void updated(Channel channel, String database, Object collection, Document was) {
            for (Document is : find(channel, database, collection, new Document("_id", was.get("_id")))) {
                Document fields = new Document();
                is.forEach((field, value) -> {
                    if (!value.equals(was.get(field))) {
                        fields.append(field, value);
                    }
                });
                record(change("update", database, collection, is)
                        .append("updateDescription", new Document("updatedFields", fields).append("removedFields", List.of())));
            }
        }

        private List<Document> find(Channel channel, String database, Object collection, Document filter) {
            Document found = super.handleCommand(channel, database, "find",
                    new Document("find", collection).append("filter", filter.cloneDeeply()).append("singleBatch", true));
            return ((List<?>) ((Document) found.get("cursor")).get("firstBatch")).stream().map(Document.class::cast)
                    .map(Document::cloneDeeply).toList();
        }

        private Document findAndModify(Channel channel, String database, Document query) {
            Object collection = query.get("findAndModify");
            boolean changes = ((Document) query.get("update")).containsKey("$set");
            List<Document> before = find(channel, database, collection, (Document) query.get("query"));
            Document answer = super.handleCommand(channel, database, "findAndModify", query);
            if (before.isEmpty() && answer.get("value") instanceof Document value) {
                find(channel, database, collection, new Document("_id", value.get("_id")))
                        .forEach(found -> changed("insert", database, collection, found));
            } else if (changes) {
                before.forEach(was -> updated(channel, database, collection, was));
            }
            return answer;
        }
    }
}
