package io.conversation.tenant;

/**
 * The id of a session as it is stored: with a tenant, its name, a separator that neither a name nor an id may contain, and the
 * client's id; without one, the client's id alone. What is written out of it, also by mistake, is the client's id.
 */
public final class SessionId implements Comparable<SessionId> {

    static final char SEPARATOR = '/';

    private final String stored;
    private final int clientFrom;

    private SessionId(String stored, int clientFrom) {
        this.stored = stored;
        this.clientFrom = clientFrom;
    }

    /**
     * Whatever the client sent: what has the separator in it names a session of nobody, as no tenant's name is empty.
     *
     * @param tenant its name, empty for none
     */
    static SessionId of(String tenant, String clientId) {
        return tenant.isEmpty() && clientId.indexOf(SEPARATOR) < 0 ? new SessionId(clientId, 0)
                : new SessionId(tenant + SEPARATOR + clientId, tenant.length() + 1);
    }

    /** For what was read from the database, never for what a client sent. */
    static SessionId ofStored(String stored) {
        return new SessionId(stored, stored.indexOf(SEPARATOR) + 1);
    }

    /** What documents hold, and filters ask for. */
    public String stored() {
        return stored;
    }

    /** Whose session it is. */
    public Tenant tenant() {
        return clientFrom > 1 ? Tenant.named(stored.substring(0, clientFrom - 1)) : Tenant.NONE;
    }

    /** As its client knows it. */
    public String clientId() {
        return clientFrom == 0 ? stored : stored.substring(clientFrom);
    }

    @Override
    public int compareTo(SessionId other) {
        return stored.compareTo(other.stored);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionId id && stored.equals(id.stored);
    }

    @Override
    public int hashCode() {
        return stored.hashCode();
    }

    @Override
    public String toString() {
        return clientId();
    }
}
