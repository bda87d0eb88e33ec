package io.conversation.console;

import io.conversation.DatabaseForPackage;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged program, JVM or native, has all of the console in it. */
@QuarkusIntegrationTest
@WithTestResource(value = DatabaseForPackage.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ConsoleFilesIT extends ConsoleFilesTest {
}
