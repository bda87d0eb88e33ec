package io.conversation.paging;

import io.conversation.ConversationClient;
import io.conversation.tenant.ManyTenants;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** With tenants, too: each list is a range of an index that its tenant leads. */
@QuarkusTest
@TestProfile(ManyTenants.class)
class TenantPagePlanTest extends PagePlanTest {

    @Override
    ConversationClient client() {
        return ManyTenants.client(5);
    }
}
