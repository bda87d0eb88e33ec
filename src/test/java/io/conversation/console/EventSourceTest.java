package io.conversation.console;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.microsoft.playwright.Page;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

/** A browser's own EventSource, which comes back after every close until it is told not to. */
@QuarkusTest
@BrowserTest
class EventSourceTest {

    private static final int CLOSED = 2;
    private static final String FOLLOW = """
            (address) => {
              window.got = [];
              const source = window.source = new EventSource(address);
              source.addEventListener('user_speech', (event) => got.push(JSON.parse(event.data).eventId));
              source.addEventListener('session', (event) => got.push(JSON.parse(event.data).status));
            }
            """;

    private final ConversationClient client = new ConversationClient();

    private static void awaitStopped(ConsolePage console) {
        console.page().waitForCondition(() -> console.number("source.readyState") == CLOSED);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 3 })
    void on_a_session_long_ended_it_gets_everything_once_and_stops_by_itself(int events, ConsolePage console) {
        String session = Fresh.id("event-source");
        client.create(ConversationClient.newSession(session).put("startedAt", "2026-01-01T00:00:00Z")).expectCreated();
        for (int i = 0; i < events; i++) {
            client.append(session, newEvent("e" + i)).expectCreated();
        }
        client.complete(session, Json.object("endedAt", "2026-01-01T00:03:20Z")).expect(200);
        Page page = console.open("").page();
        page.evaluate(FOLLOW, "/sessions/" + session + "/events/stream");
        awaitStopped(console);
        List<?> wanted = events == 0 ? List.of("completed") : List.of("e0", "e1", "e2", "completed");
        assertThat(page.evaluate("got")).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 3 })
    void it_stops_by_itself_when_the_session_ends_while_it_is_there(int events, ConsolePage console) {
        String session = client.createFresh("event-source");
        Page page = console.open("").page();
        page.evaluate(FOLLOW, "/sessions/" + session + "/events/stream");
        for (int i = 0; i < events; i++) {
            client.append(session, newEvent("e" + i)).expectCreated();
        }
        page.waitForCondition(() -> console.number("got.length") == events);
        client.complete(session, Json.object("status", "failed")).expect(200);
        awaitStopped(console);
        assertThat(page.evaluate("got.length")).isEqualTo(events + 1);
        assertThat(page.evaluate("got.at(-1)")).isEqualTo("failed");
    }
}
