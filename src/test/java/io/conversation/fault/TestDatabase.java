package io.conversation.fault;

import java.util.Optional;

import io.conversation.embedded.EmbeddedDatabase;

/** The database that the environment names, or else an embedded one. */
public final class TestDatabase implements AutoCloseable {

    private final Optional<String> named = Optional.ofNullable(System.getenv("QUARKUS_MONGODB_CONNECTION_STRING"));
    private final Optional<EmbeddedDatabase> embedded = named.isPresent() ? Optional.empty()
            : Optional.of(EmbeddedDatabase.inMemory());

    public String connectionString() {
        return named.orElseGet(() -> embedded.orElseThrow().connectionString());
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedDatabase::close);
    }
}
