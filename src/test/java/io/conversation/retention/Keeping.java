package io.conversation.retention;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.conversation.database.MovableClock;
import io.quarkus.test.junit.QuarkusTestProfile;

/** Sessions are kept for thirty days after their end, by a clock that the test moves, and removed whenever the test looks. */
public class Keeping implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sessions.retention", "30d", "sessions.sweep.interval", "24h");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(MovableClock.class);
    }

    /** The same, and ended an hour after their last event; but it is only told. */
    public static class DryRun extends Keeping {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.putAll(new Abandoning().getConfigOverrides());
            settings.put("sessions.sweep.dry-run", "true");
            return settings;
        }
    }
}
