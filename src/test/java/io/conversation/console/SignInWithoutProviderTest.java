package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.fault.Waiting;
import io.conversation.security.ProviderPage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A provider that comes only after somebody has opened the console. */
@QuarkusTest
@BrowserTest
@TestProfile(SignInWithoutProviderTest.Away.class)
class SignInWithoutProviderTest {

    /** The service is started for this class alone, with nothing at the address of the provider. */
    public static class Away implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return ProviderPage.settings();
        }
    }

    private final ConversationClient client = new ConversationClient();

    @Test
    void the_page_says_so_and_signs_in_when_the_provider_is_there(ConsolePage console) throws Exception {
        console.tolerate("status of 503");
        Answer refused = client.get("/console/sign-in").expectProblem(503, "unavailable");
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(client.get("/").expect(200).header("Content-Security-Policy")).contains("connect-src 'self'; ");
        console.open("");
        assertThat(console.find("#list-problem")).containsText("the provider does not answer");
        console.screenshot("sign-in-without-provider");
        ProviderPage provider = new ProviderPage();
        provider.start();
        try {
            Waiting.until("the provider is found", () -> client.get("/console/sign-in").status() == 200);
            console.find("#ada").click();
            assertThat(console.find("#who")).hasText("Ada Lovelace");
        } finally {
            provider.stop();
        }
    }
}
