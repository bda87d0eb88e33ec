package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

/** Ids of any characters that they may have: shown as they are, and found again by their address. */
@QuarkusTest
@BrowserTest
class ConsoleIdsTest {

    private final ConversationClient client = new ConversationClient();

    @ParameterizedTest
    @ValueSource(strings = { "-a;b|c,d=e&f'(g)*!$~+@:", "__proto__" })
    void a_session_and_an_event_are_found_by_the_address_that_the_page_gives_them(String name, ConsolePage console) {
        String sessionId = Fresh.id(name);
        String eventId = name + "|'";
        client.imported(newSession(sessionId).set("events", Json.array(List.of(newEvent("first", "2026-01-01T00:00:00Z"),
                newEvent(eventId, "2026-01-01T00:00:01Z")))) + "\n");
        console.open("");
        console.find("#jump-id").fill(sessionId);
        console.find("#jump-id").press("Enter");
        assertThat(console.find("#talk-id")).hasText(sessionId);
        assertThat(console.connection()).hasText("live");
        console.row(2).click();
        console.page().waitForCondition(() -> console.page().url().contains(encoded(console, sessionId) + "/"));
        assertThat(console.page().url())
                .endsWith("#/sessions/" + encoded(console, sessionId) + "/" + encoded(console, eventId));
        console.page().reload();
        assertThat(console.find("#talk-id")).hasText(sessionId);
        assertThat(console.find(".row.current")).hasAttribute("aria-posinset", "2");
        console.openSession(sessionId + "/first");
        assertThat(console.find(".row.current")).hasAttribute("aria-posinset", "1");
        console.find("#complete-open").click();
        console.find("#complete-do").click();
        assertThat(console.connection()).hasText("ended");
    }

    private static String encoded(ConsolePage console, String id) {
        return (String) console.page().evaluate("id => encodeURIComponent(id)", id);
    }
}
