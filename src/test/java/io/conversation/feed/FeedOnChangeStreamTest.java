package io.conversation.feed;

import org.junit.jupiter.api.BeforeEach;

import io.conversation.follow.ReplicaSetDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same from the change stream, on the replica set that the environment names, or else on an embedded one. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class FeedOnChangeStreamTest extends FeedTest {

    ReplicaSetDatabase members;

    @BeforeEach
    void asUsual() {
        members.answerAsUsual();
    }
}
