package io.conversation.database;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.mongodb.ConnectionString;

/**
 * Where the database is: as set, or else the one that dev mode or a test brings along. A {@code mongodb+srv} address is known
 * only when DNS has answered.
 */
@Singleton
class DatabaseAddress {

    private final Optional<String> configured;
    private final Instance<ProvidedDatabase> embedded;
    private volatile ConnectionString known;

    /** @throws IllegalArgumentException if the connection string is malformed, which no answer of DNS would mend */
    DatabaseAddress(@ConfigProperty(name = SrvDeferral.AS_SET) Optional<String> configured,
            Instance<ProvidedDatabase> embedded) {
        this.configured = configured;
        this.embedded = embedded;
        configured.ifPresent(ConnectionStringForm::check);
    }

    boolean isProvided() {
        return configured.isEmpty() && embedded.isResolvable();
    }

    /** Whether DNS says where the database is. */
    boolean isLookedUp() {
        return configured.isPresent() && configured.get().startsWith(SrvDeferral.SRV);
    }

    boolean isKnown() {
        return known != null;
    }

    /** Asks DNS if need be, which may take seconds, and throws what comes of it. */
    void lookUp() {
        if (known == null) {
            known = new ConnectionString(text());
        }
    }

    /** As far as it is known without an answer of DNS, which may add options, or another place of the user's account. */
    ConnectionString connectionString() {
        return isKnown() || !isLookedUp() ? whole() : withoutDns();
    }

    /** For the log: without a password. */
    String hosts() {
        return String.join(", ", connectionString().getHosts());
    }

    private ConnectionString whole() {
        lookUp();
        return known;
    }

    private ConnectionString withoutDns() {
        return new ConnectionString(text(), (name, type) -> List.of());
    }

    private String text() {
        return configured.orElseGet(() -> embedded.isResolvable() ? embedded.get().connectionString()
                : "mongodb://127.0.0.1:27017");
    }
}
