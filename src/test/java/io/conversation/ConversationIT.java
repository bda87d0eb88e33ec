package io.conversation;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged program, JVM or native, does the same. */
@QuarkusIntegrationTest
@WithTestResource(value = DatabaseForPackage.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ConversationIT extends ConversationTest {
}
