package io.conversation.feed;

import io.conversation.follow.ReplicaSetDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same from the change stream. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class FeedStreamOnChangeStreamTest extends FeedStreamTest {
}
