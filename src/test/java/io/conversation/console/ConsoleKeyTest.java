package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.conversation.console.SampleConversations.speech;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Whoever has a key types it in. */
@QuarkusTest
@BrowserTest
@TestProfile(ConsoleKeyTest.ByKey.class)
class ConsoleKeyTest {

    /** The hashes are those of {@code key-of-both} and {@code key-of-the-writer}. */
    public static class ByKey implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.security", "api-keys", "sessions.api-keys.list",
                    "both c37bbed86d635681d6fba60e55d12cc5505cbc54ebf37c7ea86168b765685474 sessions:read,sessions:write;"
                            + "writer 5464dd2691715baf0bef9811d9c0fcf4cd08158554d4e3a7945d48c756046db5 sessions:write");
        }
    }

    private final ConversationClient client = new ConversationClient().with("X-API-Key", "key-of-both");

    @BeforeEach
    void ready() {
        client.awaitReady();
    }

    private static void enter(ConsolePage console, String key) {
        console.find("#sign-in-key").fill(key);
        console.find("#sign-in-do").click();
    }

    @Test
    void it_opens_a_live_conversation_and_lasts_as_long_as_the_tab(ConsolePage console) {
        String call = client.createFresh("call");
        console.openSession(call);
        assertThat(console.find("#sign-in-key")).isFocused();
        console.screenshot("key");
        enter(console, "key-of-both");
        assertThat(console.connection()).hasText("live");
        client.append(call, speech("e1", "user_speech", "turn 1")).expectCreated();
        assertThat(console.texts()).hasText(new String[] { "turn 1" });
        assertThat(console.find("#who")).hasText("by key");
        console.page().reload();
        assertThat(console.connection()).hasText("live");
        assertThat(console.page().evaluate("JSON.stringify(localStorage) + document.cookie").toString())
                .doesNotContain("key-of");
        console.find("#sign-out").click();
        assertThat(console.find("#sign-in-key")).isVisible();
        assertThat(console.find("#talk")).isHidden();
        assertThat(console.page().evaluate("JSON.stringify(sessionStorage)").toString()).doesNotContain("key-of");
    }

    @Test
    void one_that_is_refused_is_told_why_and_another_may_be_tried(ConsolePage console) {
        console.tolerate("status of 40");
        console.phone().open("");
        enter(console, "key-of-another");
        assertThat(console.find("#sign-in-problem")).hasText("The key is not known here.");
        console.screenshot("key-refused");
        enter(console, "key-of-the-writer");
        assertThat(console.find("#sign-in-problem")).hasText("This needs the scope sessions:read.");
        enter(console, "a key");
        assertThat(console.find("#sign-in-problem")).containsText("neither spaces");
        enter(console, "key-of-both");
        assertThat(console.find("#list")).isVisible();
    }

    @Test
    void one_that_no_longer_counts_is_asked_for_anew_where_the_reader_is(ConsolePage console) {
        console.tolerate("status of 401");
        String call = client.createFresh("call");
        console.openSession(call);
        enter(console, "key-of-both");
        assertThat(console.connection()).hasText("live");
        console.page().evaluate("sessionStorage.setItem('key', 'key-of-yesterday')");
        console.page().reload();
        assertThat(console.find("#sign-in-problem")).containsText("no longer takes this key");
        enter(console, "key-of-both");
        assertThat(console.find("#talk-id")).hasText(call);
        assertThat(console.connection()).hasText("live");
    }

    @Test
    void swagger_ui_takes_a_key_and_offers_nothing_else(ConsolePage console) {
        console.open("q/swagger-ui/");
        console.find(".auth-wrapper .authorize").first().click();
        assertThat(console.find(".auth-container")).hasCount(1);
        assertThat(console.find(".auth-container")).containsText("X-API-Key");
        console.screenshot("swagger-key");
    }
}
