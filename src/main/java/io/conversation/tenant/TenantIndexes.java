package io.conversation.tenant;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;

/**
 * The indexes of what is listed over many sessions: with tenants each is a range of its tenant's own, and there is no other.
 */
@Singleton
public class TenantIndexes {

    private final boolean tenants;

    public TenantIndexes(TenantConfig config) {
        this.tenants = config.tenantClaim().isPresent();
    }

    public boolean areThere() {
        return tenants;
    }

    /** Of a list in the order of this key. */
    public IndexModel list(Bson key) {
        return new IndexModel(tenants ? Indexes.compoundIndex(Indexes.ascending(Tenant.FIELD), key) : key);
    }

    /** By the id of what arrived, which without tenants is indexed anyhow. */
    public List<IndexModel> arrivals() {
        return tenants ? List.of(list(Indexes.ascending("_id"))) : List.of();
    }

    /** By an id that comes only later; without tenants it is sparse, and a document is written to it once. */
    public IndexModel arrivals(String field) {
        return tenants ? list(Indexes.ascending(field)) : ofAll(field);
    }

    /** For who looks at all tenants' at once, where the other one is by tenant. */
    public List<IndexModel> arrivalsOfAll(String field) {
        return tenants ? List.of(ofAll(field)) : List.of();
    }

    /** Of that list, for who looks at all tenants' at once. */
    public List<IndexModel> listOfAll(Bson key) {
        return tenants ? List.of(new IndexModel(key)) : List.of();
    }

    private static IndexModel ofAll(String field) {
        return new IndexModel(Indexes.ascending(field), new IndexOptions().sparse(true));
    }

    /**
     * Why nothing may be stored, where tenants were switched off over what is theirs.
     *
     * @param leading the fields that indexes of the collection begin with
     */
    public Optional<String> conflict(Set<String> leading) {
        return tenants || !leading.contains(Tenant.FIELD) ? Optional.empty()
                : Optional
                        .of("The database holds the conversations of tenants, and sessions.tenant-claim is not set: without it"
                                + " they are not kept apart. Set it again, or use another database.");
    }
}
