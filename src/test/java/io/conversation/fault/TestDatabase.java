package io.conversation.fault;

import java.util.Optional;

import io.conversation.embedded.EmbeddedDatabase;

/** The database that the environment names, by the one server that writes, or else an embedded one. */
public final class TestDatabase implements AutoCloseable {

    private final Optional<RealServer> named = RealServer.ifNamed();
    private final Optional<EmbeddedDatabase> embedded = named.isPresent() ? Optional.empty()
            : Optional.of(EmbeddedDatabase.inMemory());

    public String connectionString() {
        return named.map(RealServer::connectionString).orElseGet(() -> embedded.orElseThrow().connectionString());
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedDatabase::close);
    }
}
