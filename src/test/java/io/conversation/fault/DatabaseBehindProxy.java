package io.conversation.fault;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A database of a test's own that the service reaches by a {@link FaultProxy}; tests have it injected by its type. */
public abstract class DatabaseBehindProxy implements QuarkusTestResourceLifecycleManager {

    private FaultProxy proxy;

    /** The service's settings for the database, by a new proxy. */
    protected final Map<String, String> behindProxy(String connectionString) {
        return behindProxy(connectionString, "");
    }

    /** The same with options added to the connection string, each beginning with an ampersand. */
    protected final Map<String, String> behindProxy(String connectionString, String options) {
        proxy = new FaultProxy(connectionString);
        return Map.of("quarkus.mongodb.connection-string", proxy.connectionString() + options);
    }

    public final FaultProxy proxy() {
        return proxy;
    }

    @Override
    public final void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(getClass()));
    }

    @Override
    public void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }
}
