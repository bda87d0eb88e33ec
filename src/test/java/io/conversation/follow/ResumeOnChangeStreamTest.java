package io.conversation.follow;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same, fed by a change stream. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class ResumeOnChangeStreamTest extends ResumeTest {
}
