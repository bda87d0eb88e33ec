package io.conversation.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;
import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.TenantIndexes;
import io.quarkus.runtime.Startup;

/**
 * One session an id; the list newest first: alone, and by each of its filters, the indexed keys of the metadata among them; the
 * list by time of end, where it is asked for, or where sessions are removed by it; and the order in which ends arrived, for an
 * export of what is new.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
class SessionIndexes implements CollectionIndexes {

    private static final IndexModel BY_ID = CollectionIndexes.unique("sessionId");
    /** What the creation of a session asks for, which is the first write of each conversation. */
    static final String BY_ID_NAME = BY_ID.getOptions().getName();

    private final List<String> metadataKeys;
    private final boolean ended;
    private final boolean swept;
    private final boolean kept;
    private final TenantIndexes tenants;

    SessionIndexes(SessionsConfig config, TenantIndexes tenants) {
        this.metadataKeys = config.indexedMetadata().orElse(List.of());
        this.ended = config.indexEnded();
        this.swept = config.abandonAfter().isPresent();
        this.kept = config.retention().isPresent();
        this.tenants = tenants;
        for (String key : metadataKeys) {
            if (key.isEmpty() || key.startsWith("$") || key.contains(".")) {
                throw new RefusedSetting("sessions.indexed-metadata: '" + key
                        + "' cannot be indexed; a key must not be empty, contain a dot or begin with a dollar sign");
            }
        }
    }

    List<String> metadataKeys() {
        return metadataKeys;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public String collection() {
        return Session.COLLECTION;
    }

    @Override
    public boolean isAskedForFirst() {
        return true;
    }

    @Override
    public Optional<String> shardKey() {
        return Optional.of("sessionId");
    }

    @Override
    public List<IndexModel> indexes() {
        List<IndexModel> indexes = new ArrayList<>();
        indexes.add(BY_ID);
        indexes.add(tenants.list(Indexes.descending("startedAt", "_id")));
        indexes.add(tenants.list(byStart("status")));
        indexes.add(tenants.list(byStart("language")));
        metadataKeys.forEach(key -> indexes.add(tenants.list(byStart("metadata." + key))));
        if (ended) {
            indexes.add(tenants.list(byEnd()));
        }
        // Who looks for what is past its time, or abandoned, looks at all tenants' at once.
        if (kept && (tenants.areThere() || !ended)) {
            indexes.add(new IndexModel(byEnd()));
        }
        if (swept && tenants.areThere()) {
            indexes.add(new IndexModel(byStart("status")));
        }
        indexes.addAll(tenants.arrivals());
        indexes.add(tenants.arrivals("endedId"));
        indexes.addAll(tenants.arrivalsOfAll("endedId"));
        return indexes;
    }

    @Override
    public Optional<String> conflict(Set<String> leading) {
        return tenants.conflict(leading);
    }

    private static Bson byEnd() {
        return Indexes.descending("endedAt", "_id");
    }

    private static Bson byStart(String field) {
        return Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending("startedAt", "_id"));
    }
}
