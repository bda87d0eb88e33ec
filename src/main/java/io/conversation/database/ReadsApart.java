package io.conversation.database;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.conversions.Bson;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerDescription;

import io.quarkus.runtime.Startup;

/**
 * Reads that need not burden the primary, and miss nothing for it: before the first of them the primary is asked what time it
 * is, by its operations, and whoever is read from has to have come so far, and as far as what was read before. One that is
 * behind is waited for within the deadline.
 */
@Startup
@Singleton
public class ReadsApart {

    private static final ClientSessionOptions CAUSAL = ClientSessionOptions.builder().causallyConsistent(true).build();
    // The driver takes no less, and none without the pause between its looks and that between a set's own writes.
    private static final long LEAST_STALENESS_MILLIS = 90_000;
    private static final long IDLE_WRITE_MILLIS = 10_000;
    private static final List<String> NAMES = List.of("primary", "primaryPreferred", "secondary", "secondaryPreferred",
            "nearest");

    private final MongoClient client;
    private final DatabaseAddress address;
    private final String lists;

    ReadsApart(MongoClient client, DatabaseAddress address, ReadsConfig config) {
        this.client = client;
        this.address = address;
        this.lists = checked(config.lists());
    }

    private static String checked(String lists) {
        if (!NAMES.contains(lists)) {
            throw new IllegalArgumentException(
                    "sessions.read-preference.lists: '" + lists + "' is none of " + String.join(", ", NAMES));
        }
        return lists;
    }

    /**
     * For one request, whose reads are one after the other.
     *
     * @param collection where the primary is asked, with a filter that names what is to be read, if it is of one shard
     */
    public <M> Reads begin(MongoCollection<M> collection, Bson filter) {
        ReadPreference preference = preference();
        return preference.equals(ReadPreference.primary()) ? Reads.USUAL : causal(preference, collection, filter);
    }

    /**
     * The same from the primary: what a majority reads then has all that was written when the first of the reads began, and
     * waits for it.
     */
    public <M> Reads abreast(MongoCollection<M> collection, Bson filter) {
        return causal(ReadPreference.primary(), collection, filter);
    }

    /** The same for what has been written by then, as the database tells its time: nobody is asked for that. */
    public <M> Reads abreast(BsonTimestamp time, MongoCollection<M> collection, Bson filter) {
        Reads reads = abreast(collection, filter);
        if (reads instanceof Causal<?> causal) {
            causal.begunAt(time);
        }
        return reads;
    }

    private <M> Reads causal(ReadPreference preference, MongoCollection<M> collection, Bson filter) {
        ClusterDescription cluster = client.getClusterDescription();
        boolean alone = cluster.getType() == ClusterType.STANDALONE
                || cluster.getServerDescriptions().stream().anyMatch(ReadsApart::isWithoutSessions);
        return alone ? Reads.USUAL : new Causal<>(preference, collection, filter);
    }

    private ReadPreference preference() {
        ReadPreference given = address.connectionString().getReadPreference();
        if (given != null) {
            return given;
        }
        if (lists.equals("primary")) {
            return ReadPreference.primary();
        }
        long heartbeat = client.getClusterDescription().getServerSettings().getHeartbeatFrequency(TimeUnit.MILLISECONDS);
        return ReadPreference.valueOf(lists, List.of(), Math.max(LEAST_STALENESS_MILLIS, heartbeat + IDLE_WRITE_MILLIS),
                TimeUnit.MILLISECONDS);
    }

    private static boolean isWithoutSessions(ServerDescription server) {
        return (server.isPrimary() || server.isSecondary()) && server.getLogicalSessionTimeoutMinutes() == null;
    }

    private final class Causal<M> implements Reads {

        private final ReadPreference preference;
        private final MongoCollection<M> marked;
        private final Bson mark;
        private boolean begun;
        private BsonTimestamp operationTime;
        private BsonDocument clusterTime;

        Causal(ReadPreference preference, MongoCollection<M> marked, Bson mark) {
            this.preference = preference;
            this.marked = marked;
            this.mark = mark;
        }

        private void begunAt(BsonTimestamp time) {
            operationTime = time;
            begun = true;
        }

        @Override
        public <T, R> R on(MongoCollection<T> collection, Deadline deadline, Function<Finder<T>, R> read) {
            if (!begun) {
                // By its own word, as a majority may not have come so far yet. Of a session or of no document at all: what is
                // found does not matter, but from how many shards the time comes.
                in(marked.withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.LOCAL), deadline,
                        primary -> primary.find(mark).projection(Projections.include("_id")).limit(1).first());
                begun = true;
            }
            return in(collection.withReadPreference(preference), deadline, read);
        }

        private <T, R> R in(MongoCollection<T> collection, Deadline deadline, Function<Finder<T>, R> read) {
            MongoCollection<T> timed = deadline.on(collection);
            try (ClientSession session = client.startSession(CAUSAL)) {
                session.advanceClusterTime(clusterTime);
                session.advanceOperationTime(operationTime);
                R result = read.apply(filter -> timed.find(session, filter));
                clusterTime = session.getClusterTime();
                operationTime = session.getOperationTime();
                return result;
            }
        }
    }
}
