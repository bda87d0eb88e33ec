package io.conversation.webhook;

import java.util.Map;

import io.conversation.fault.DatabaseBehindProxy;
import io.conversation.fault.TestDatabase;

/** A database that tests take away. */
public class HookedDatabase extends DatabaseBehindProxy {

    private final TestDatabase database = new TestDatabase();

    @Override
    public Map<String, String> start() {
        return behindProxy(database.connectionString());
    }

    @Override
    public void stop() {
        super.stop();
        database.close();
    }
}
