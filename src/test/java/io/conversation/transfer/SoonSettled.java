package io.conversation.transfer;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** What has arrived is settled after four seconds instead of twenty; and sessions are not indexed by their end. */
public class SoonSettled implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sessions.database.timeout", "2s", "sessions.database.clock-allowance", "100ms", "sessions.index-ended",
                "false");
    }
}
