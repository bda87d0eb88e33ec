package io.conversation.erasure;

import java.util.Map;
import java.util.Set;

import io.conversation.database.MovableClock;
import io.quarkus.test.junit.QuarkusTestProfile;

/** A clock that tests move, and a pod that is ready all the same; the sweeper is theirs alone. */
public class ErasureClock implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sessions.erasure.sweep-interval", "1h");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(MovableClock.class);
    }
}
