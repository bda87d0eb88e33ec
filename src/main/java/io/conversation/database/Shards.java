package io.conversation.database;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jboss.logging.Logger;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

/**
 * Which shards have a session, as the config servers said when they were last asked. It may be out of date, or not known at
 * all, and so decides about nothing but who is written together with whom.
 */
@Singleton
public class Shards {

    private static final Logger LOG = Logger.getLogger(Shards.class);
    private static final int UNAUTHORIZED = 13;

    private final Databases databases;
    private final DatabaseName name;
    private final List<CollectionIndexes> features;
    private volatile ShardRanges ranges = ShardRanges.NONE;
    private List<BsonValue> version = List.of();
    private Set<String> told = Set.of();
    private boolean toldOfRefusal;

    @Inject
    Shards(Databases databases, DatabaseName name, Instance<CollectionIndexes> features) {
        this(databases, name, features.stream().toList());
    }

    Shards(Databases databases, DatabaseName name, List<CollectionIndexes> features) {
        this.databases = databases;
        this.name = name;
        this.features = features.stream().filter(each -> each.shardKey().isPresent()).toList();
    }

    /** Those that have anything of the session that is stored under this id; none where that is not known. */
    public Set<String> of(String storedId) {
        ShardRanges known = ranges;
        return known.areKnown() ? known.at(ShardHash.of(storedId)) : Set.of();
    }

    /** Those that have anything of any; none where that is not known. */
    public Set<String> all() {
        return ranges.all();
    }

    /** Asks again. What cannot be asked stays as it was. */
    void look() {
        try {
            if (!databases.isBehindMongos()) {
                ranges = ShardRanges.NONE;
                return;
            }
            List<Optional<BsonDocument>> sharded = features.stream().map(this::sharded).toList();
            List<BsonValue> now = sharded.stream().map(each -> each.<BsonValue> map(this::newest).orElse(new BsonInt64(0)))
                    .toList();
            if (!now.equals(version)) {
                ranges = read(sharded);
                version = now;
                tell(ranges);
            }
        } catch (MongoCommandException e) {
            tellRefusal(e);
        } catch (MongoException e) {
            LOG.debugf("The config servers cannot be asked where sessions are: %s", ServerWords.of(e));
        }
    }

    private void tell(ShardRanges now) {
        if (!now.all().equals(told)) {
            told = now.all();
            LOG.infof("Sessions of database '%s' are on the shards %s", name.value(), told);
        }
    }

    private void tellRefusal(MongoCommandException e) {
        if (e.getErrorCode() == UNAUTHORIZED && !toldOfRefusal) {
            toldOfRefusal = true;
            LOG.warn(
                    "Where sessions are may not be read from the database 'config', so a shard that is lost costs appends to all"
                            + " sessions. Grant the service's user the role read on 'config'; the service goes on within seconds.");
        }
    }

    /** What the config servers have of a collection, if it is sharded. */
    private Optional<BsonDocument> sharded(CollectionIndexes feature) {
        return Optional.ofNullable(config("collections").find(Filters.eq("_id", namespace(feature))).first());
    }

    private String namespace(CollectionIndexes feature) {
        return name.value() + "." + feature.collection();
    }

    /** The latest change of where its ranges are. */
    private BsonDocument newest(BsonDocument collection) {
        return new BsonDocument("uuid", collection.get("uuid")).append("chunk", Optional.ofNullable(
                config("chunks").find(Filters.eq("uuid", collection.get("uuid"))).sort(Sorts.descending("lastmod"))
                        .projection(Projections.include("lastmod")).first())
                .orElseGet(BsonDocument::new));
    }

    private ShardRanges read(List<Optional<BsonDocument>> sharded) {
        List<NavigableMap<Long, String>> collections = new ArrayList<>();
        for (int i = 0; i < sharded.size(); i++) {
            String key = features.get(i).shardKey().orElseThrow();
            NavigableMap<Long, String> shards = sharded.get(i).isEmpty() ? onPrimaryShard()
                    : isHashed(sharded.get(i).get(), key) ? chunks(sharded.get(i).get(), key) : new TreeMap<>();
            // Not known, or read while it changed: then nothing is, until the next look.
            if (!shards.containsKey(Long.MIN_VALUE)) {
                return ShardRanges.NONE;
            }
            collections.add(shards);
        }
        return ShardRanges.of(collections);
    }

    private static boolean isHashed(BsonDocument collection, String key) {
        return collection.getDocument("key").equals(new BsonDocument(key, new BsonString("hashed")));
    }

    private NavigableMap<Long, String> chunks(BsonDocument collection, String key) {
        NavigableMap<Long, String> shards = new TreeMap<>();
        config("chunks").find(Filters.eq("uuid", collection.get("uuid"))).projection(Projections.include("min", "shard"))
                .forEach(chunk -> {
                    BsonValue min = chunk.getDocument("min").get(key);
                    shards.put(min.isInt64() ? min.asInt64().getValue() : Long.MIN_VALUE, chunk.getString("shard").getValue());
                });
        return shards;
    }

    /** Where all of a collection is that is not sharded. */
    private NavigableMap<Long, String> onPrimaryShard() {
        NavigableMap<Long, String> shards = new TreeMap<>();
        BsonDocument database = config("databases").find(Filters.eq("_id", name.value())).first();
        if (database != null) {
            shards.put(Long.MIN_VALUE, database.getString("primary").getValue());
        }
        return shards;
    }

    private MongoCollection<BsonDocument> config(String collection) {
        return databases.config().getCollection(collection, BsonDocument.class);
    }
}
