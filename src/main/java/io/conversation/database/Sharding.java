package io.conversation.database;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.Document;
import org.jboss.logging.Logger;

import com.mongodb.MongoCommandException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;

/**
 * Spreads collections over the shards by the hash of the session's id, where that is asked for. Any number of pods may do it at
 * once: the server does it once, and what is sharded is left as it is.
 */
@Singleton
class Sharding {

    private static final Logger LOG = Logger.getLogger(Sharding.class);
    private static final int UNAUTHORIZED = 13;

    private final Databases databases;
    private final DatabaseName name;
    private final ShardingConfig config;
    private final List<RequiredIndex> keys;
    /** Known to be sharded, for who may not look. */
    private final Set<String> done = new HashSet<>();

    @Inject
    Sharding(Databases databases, DatabaseName name, ShardingConfig config, Instance<CollectionIndexes> features) {
        this(databases, name, config, features.stream().toList());
    }

    Sharding(Databases databases, DatabaseName name, ShardingConfig config, List<CollectionIndexes> features) {
        this.databases = databases;
        this.name = name;
        this.config = config;
        this.keys = features.stream().flatMap(each -> each.shardKey().stream()
                .map(key -> new RequiredIndex(each.collection(), new IndexModel(Indexes.hashed(key))))).toList();
    }

    /** Why it cannot be as it is asked for, and how to mend that. */
    Optional<String> conflict() {
        if (!config.enabled()) {
            return Optional.empty();
        }
        if (!databases.isBehindMongos()) {
            return Optional
                    .of("sessions.sharding.enabled is true, and the database is no mongos, through which alone collections"
                            + " can be sharded. Name the cluster's mongos in the connection string, or switch the setting off, and start"
                            + " the service again.");
        }
        return keys.stream().flatMap(key -> sharded(key).filter(found -> !isBy(key, found)).map(found -> otherKey(key, found))
                .stream()).findFirst();
    }

    private static boolean isBy(RequiredIndex key, BsonDocument found) {
        return found.getDocument("key").equals(key.model().getKeys().toBsonDocument());
    }

    private String otherKey(RequiredIndex key, BsonDocument found) {
        return "Collection '" + key.collection() + "' is sharded by " + found.getDocument("key").toJson() + ", and"
                + " sessions.sharding.enabled asks for " + key.model().getKeys().toBsonDocument().toJson()
                + ". Change it with reshardCollection, or switch the setting off.";
    }

    /** The keys of what is to be sharded yet. */
    List<RequiredIndex> missing() {
        List<RequiredIndex> missing = new ArrayList<>();
        if (config.enabled()) {
            keys.stream().filter(key -> sharded(key).isEmpty() && !done.contains(key.collection())).forEach(missing::add);
        }
        return missing;
    }

    /** What the config servers have of a collection that is sharded; nothing for who may not read it. */
    private Optional<BsonDocument> sharded(RequiredIndex key) {
        try {
            return Optional.ofNullable(databases.config().getCollection("collections", BsonDocument.class)
                    .find(Filters.eq("_id", namespace(key))).first()).filter(found -> found.containsKey("key"));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == UNAUTHORIZED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String namespace(RequiredIndex key) {
        return name.value() + "." + key.collection();
    }

    /** By the index, which stands. An empty collection is split at once over all shards; others are by the balancer. */
    Optional<String> shard(RequiredIndex key) {
        try {
            // Needed before MongoDB 6.0, and harmless since.
            databases.admin().runCommand(new Document("enableSharding", name.value()));
            databases.admin().runCommand(new Document("shardCollection", namespace(key)).append("key", key.model().getKeys())
                    .append("collation", new Document("locale", "simple")));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != UNAUTHORIZED) {
                throw e;
            }
            if (!isDoneByHand(key)) {
                return Optional.of(notAllowed(key));
            }
        }
        done.add(key.collection());
        LOG.infof("Collection '%s' of database '%s' is sharded by %s", key.collection(), name.value(),
                key.model().getKeys().toBsonDocument().toJson());
        return Optional.empty();
    }

    /** What also those may ask who may neither shard nor read what is sharded. */
    private boolean isDoneByHand(RequiredIndex key) {
        return databases.own().runCommand(new Document("collStats", key.collection())).getBoolean("sharded", false);
    }

    private String notAllowed(RequiredIndex key) {
        return "The database does not let the service's user shard collections. Grant it the action enableSharding on the database"
                + " and find on 'config', both in the role clusterManager, or do it by hand: sh.shardCollection(\""
                + namespace(key) + "\", " + key.model().getKeys().toBsonDocument().toJson()
                + "); the service goes on within seconds.";
    }
}
