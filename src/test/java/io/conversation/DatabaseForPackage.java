package io.conversation;

import java.util.Map;

import io.conversation.embedded.EmbeddedDatabase;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Lends the packaged program, which has no database inside, the embedded one of the tests; unless it has been given another, by
 * {@code QUARKUS_MONGODB_CONNECTION_STRING} or by Dev Services.
 */
public final class DatabaseForPackage implements QuarkusTestResourceLifecycleManager, DevServicesContext.ContextAware {

    private static final String SETTING = "quarkus.mongodb.connection-string";

    // Not by the system property of the name: that is where the framework keeps what an earlier test's resource gave it.
    private boolean given = System.getenv("QUARKUS_MONGODB_CONNECTION_STRING") != null;
    private EmbeddedDatabase database;

    @Override
    public void setIntegrationTestContext(DevServicesContext context) {
        given |= context.devServicesProperties().containsKey(SETTING);
    }

    @Override
    public Map<String, String> start() {
        if (given) {
            return Map.of();
        }
        database = EmbeddedDatabase.inMemory();
        return Map.of(SETTING, database.connectionString());
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
    }
}
