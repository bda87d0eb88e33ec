package io.conversation.fault;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(AppendsOneByOneTest.NoGroups.class)
class AppendsOneByOneTest extends AppendsTest {

    public static class NoGroups implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.append.group-commit", "false");
        }
    }
}
