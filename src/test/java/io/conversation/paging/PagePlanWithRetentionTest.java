package io.conversation.paging;

import io.conversation.retention.Keeping;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Leaving out what is past its time takes no other plan. */
@QuarkusTest
@TestProfile(Keeping.class)
class PagePlanWithRetentionTest extends PagePlanTest {
}
