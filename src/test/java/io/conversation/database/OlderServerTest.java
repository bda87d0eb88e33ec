package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.conversation.Logged;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A server that does not always enforce unique indexes is not written to; its answers are played. */
@QuarkusTest
@TestProfile(LookedAtDatabase.Profile.class)
class OlderServerTest extends LookedAt {

    @Test
    void one_that_is_older_is_not_written_to_until_it_is_upgraded() throws Exception {
        awaitReady();
        try (Logged logged = Logged.warnings(IndexInitializer.class)) {
            database.server().answer("buildInfo", "{version: '5.0.0'}");
            awaitDown("MongoDB 5.0.0", "Upgrade all its nodes to 5.0.2");
            assertWritesAreRefusedAtOnce();

            long looks = database.server().heard("buildInfo");
            Waiting.until("it was looked again", () -> database.server().heard("buildInfo") > looks + 5);
            assertThat(logged.messages()).filteredOn(message -> message.contains("5.0.0")).hasSize(1);
        }
        database.server().answer("buildInfo", "{version: '5.0.2'}");
        awaitReady();
        client.createFresh("upgraded");
    }

    @Test
    void one_that_works_like_an_older_one_is_not_written_to() throws Exception {
        awaitReady();
        database.server().answerWhere("getParameter", "featureCompatibilityVersion",
                "{featureCompatibilityVersion: {version: '4.4'}}");
        awaitDown("featureCompatibilityVersion is 4.4");
        assertWritesAreRefusedAtOnce();
    }
}
