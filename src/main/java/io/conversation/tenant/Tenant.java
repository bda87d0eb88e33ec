package io.conversation.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bson.conversions.Bson;

import com.mongodb.client.model.Filters;

/**
 * Whose conversations they are. The only maker of ids out of what clients send, so that no request can name what is another
 * tenant's; the name is held to the alphabet of ids by whoever signs in.
 */
public record Tenant(String name) {

    /** The field of documents by which lists are ranges of an index; there only where there is a tenant. */
    public static final String FIELD = "tenant";

    /** Of an installation without tenants. */
    public static final Tenant NONE = new Tenant("");

    public Tenant {
        if (name.indexOf(SessionId.SEPARATOR) >= 0) {
            throw new IllegalArgumentException("A tenant's name must not contain " + SessionId.SEPARATOR);
        }
    }

    public static Tenant named(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A tenant's name must not be empty");
        }
        return new Tenant(name);
    }

    public boolean isNone() {
        return name.isEmpty();
    }

    /** Refuses what a list found and is not this tenant's, as where tenants were switched off. */
    public void require(SessionId id) {
        if (!id.tenant().equals(this)) {
            throw new IllegalStateException("A session of another tenant was found");
        }
    }

    /** A session of this tenant. */
    public SessionId id(String clientId) {
        return SessionId.of(name, clientId);
    }

    /** What a document holds in {@link #FIELD}; nothing where there are no tenants. */
    public Optional<String> field() {
        return isNone() ? Optional.empty() : Optional.of(name);
    }

    /** What of it is this tenant's. */
    public Bson only(List<Bson> filters) {
        List<Bson> all = new ArrayList<>(filters);
        field().ifPresent(value -> all.addFirst(Filters.eq(FIELD, value)));
        return all.isEmpty() ? Filters.empty() : Filters.and(all);
    }
}
