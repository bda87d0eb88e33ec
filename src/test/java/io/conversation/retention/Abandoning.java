package io.conversation.retention;

import java.util.Map;
import java.util.Set;

import io.conversation.database.MovableClock;
import io.quarkus.test.junit.QuarkusTestProfile;

/** Sessions are ended an hour after their last event, by a clock that the test moves and whenever the test looks. */
public class Abandoning implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sessions.abandon-after", "1h", "sessions.sweep.interval", "24h");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(MovableClock.class);
    }
}
