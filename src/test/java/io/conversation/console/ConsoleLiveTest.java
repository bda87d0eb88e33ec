package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.conversation.console.SampleConversations.speech;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Route;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
@BrowserTest
class ConsoleLiveTest {

    private final ConversationClient client = new ConversationClient();

    @Test
    void events_appear_while_another_client_posts_them(ConsolePage console) {
        String call = client.createFresh("call");
        console.openSession(call);
        assertThat(console.connection()).hasText("live");
        assertThat(console.find(".no-events")).isVisible();
        for (int i = 1; i <= 8; i++) {
            client.append(call, speech("e" + i, i % 2 == 0 ? "bot_speech" : "user_speech", "turn " + i)).expectCreated();
            assertThat(console.texts()).hasText(turns(i));
        }
        assertThat(console.find("#talk-status")).hasText("active");
        assertThat(console.find(".facts")).containsText("Events8");
        client.complete(call).expect(200);
        // At once: the stream stays open for a while only.
        client.append(call, speech("e9", "user_speech", "turn 9")).expectCreated();
        assertThat(console.connection()).hasText("ended");
        assertThat(console.find("#talk-status")).hasText("completed");
        assertThat(console.find(".late")).hasText("late");
    }

    @Test
    void an_event_that_happened_earlier_takes_its_place(ConsolePage console) {
        String call = client.createFresh("call");
        Instant start = Instant.now();
        for (int i : List.of(1, 4, 2, 5, 3)) {
            client.append(call, speech("e" + i, "user_speech", "turn " + i).put("timestamp", start.plusSeconds(i).toString()))
                    .expectCreated();
            if (i == 4) {
                console.openSession(call);
                assertThat(console.texts()).hasCount(2);
            }
        }
        assertThat(console.texts()).hasText(turns(5));
    }

    @Test
    void the_reader_is_kept_at_the_end_or_left_alone(ConsolePage console) {
        String call = client.createFresh("call");
        append(call, 1, 40);
        console.openSession(call);
        console.row(40).waitFor();
        assertThat(console.row(40)).isInViewport();
        append(call, 41, 41);
        assertThat(console.row(41)).isInViewport();
        // Drawn a little later than the row, and whoever is at the end by then is kept there.
        assertThat(console.find(".facts")).containsText("Events41");
        console.find("#talk-scroll").evaluate("pane => pane.scrollTop = 300");
        assertThat(console.find("#newest")).isVisible();
        append(call, 42, 44);
        assertThat(console.find("#newest")).hasText("3 new events ↓");
        assertThat(console.number("document.getElementById('talk-scroll').scrollTop")).isEqualTo(300);
        console.find("#newest").click();
        assertThat(console.row(44)).isInViewport();
        assertThat(console.find("#newest")).isHidden();
    }

    @Test
    void a_lost_connection_is_told_and_regained_and_nothing_is_missing(ConsolePage console) {
        String call = client.createFresh("call");
        try (CutConnection connection = new CutConnection(RestAssured.port)) {
            console.through(connection).openSession(call);
            assertThat(console.connection()).hasText("live");
            append(call, 1, 3);
            assertThat(console.texts()).hasText(turns(3));
            connection.cut();
            assertThat(console.connection()).hasText("reconnecting");
            append(call, 4, 6);
            connection.mend();
            assertThat(console.connection()).hasText("live");
            assertThat(console.texts()).hasText(turns(6));
            append(call, 7, 7);
            assertThat(console.texts()).hasText(turns(7));
            console.close();
        }
    }

    @Test
    void a_reconnection_goes_on_after_the_last_position(ConsolePage console) {
        String call = client.createFresh("call");
        try (CutConnection connection = new CutConnection(RestAssured.port)) {
            console.through(connection).openSession(call);
            append(call, 1, 3);
            assertThat(console.texts()).hasCount(3);
            var again = console.page().waitForRequest(Pattern.compile("/events/stream$"), connection::cutOnce);
            assertThat(again.headerValue("last-event-id")).matches("[0-9a-f]{24}-30-3-[0-3]");
            append(call, 4, 4);
            assertThat(console.texts()).hasText(turns(4));
            console.close();
        }
    }

    @Test
    void a_session_that_ended_while_the_connection_was_lost_is_told_as_ended(ConsolePage console) {
        String call = Fresh.id("call");
        client.create(ConversationClient.newSession(call).put("startedAt", "2026-01-01T00:00:00Z")).expectCreated();
        try (CutConnection connection = new CutConnection(RestAssured.port)) {
            console.through(connection).openSession(call);
            append(call, 1, 3);
            assertThat(console.texts()).hasCount(3);
            connection.cut();
            assertThat(console.connection()).hasText("reconnecting");
            client.complete(call, Json.object("endedAt", "2026-01-01T00:03:20Z")).expect(200);
            connection.mend();
            assertThat(console.connection()).hasText("ended");
            assertThat(console.find("#talk-status")).hasText("completed");
            assertThat(console.texts()).hasText(turns(3));
            console.close();
        }
    }

    @Test
    void a_tab_in_the_background_gives_its_connection_back_until_it_is_looked_at(ConsolePage console) {
        String call = client.createFresh("call");
        console.page().clock().install();
        console.openSession(call);
        assertThat(console.connection()).hasText("live");
        turnAway(console, true);
        console.page().clock().fastForward(31_000);
        assertThat(console.connection()).hasText("paused");
        append(call, 1, 3);
        turnAway(console, false);
        assertThat(console.connection()).hasText("live");
        assertThat(console.texts()).hasText(turns(3));
    }

    @Test
    void without_a_stream_it_asks_again_and_again(ConsolePage console) {
        String call = client.createFresh("call");
        console.page().route(Pattern.compile("/events/stream$"),
                route -> route.fulfill(new Route.FulfillOptions().setStatus(404)));
        append(call, 1, 2);
        console.openSession(call);
        assertThat(console.connection()).hasText("polling");
        append(call, 3, 4);
        assertThat(console.texts()).hasText(turns(4));
        client.complete(call, Json.object("status", "failed")).expect(200);
        assertThat(console.connection()).hasText("ended");
        assertThat(console.find("#talk-status")).hasText("failed");
        console.tolerate("status of 404");
    }

    @Test
    void completing_asks_first_and_how(ConsolePage console) {
        String call = client.createFresh("call");
        append(call, 1, 1);
        console.openSession(call);
        console.find("#complete-open").click();
        assertThat(console.find("#complete")).containsText(call + " ends now, for ever.");
        console.page().keyboard().press("Escape");
        assertThat(console.find("#complete")).isHidden();
        assertThat(client.storedSession(call).get("status").asText()).isEqualTo("active");
        console.find("#complete-open").click();
        console.find("#complete-failed").check();
        console.find("#complete-do").click();
        assertThat(console.find("#talk-status")).hasText("failed");
        assertThat(console.find("#complete-open")).isHidden();
        assertThat(client.storedSession(call).get("status").asText()).isEqualTo("failed");
    }

    @Test
    void the_demo_plays_and_ends(ConsolePage console) {
        console.page().route("**/console/mode", route -> route.fulfill(new Route.FulfillOptions().setBody("{\"demo\":true}")));
        console.page().route("**/console/demo.json", route -> route.fulfill(new Route.FulfillOptions().setBody("""
                {"language": "en", "metadata": {}, "endsAfter": 100, "events": [
                  {"after": 0, "type": "bot_speech", "payload": {"text": "turn 1"}},
                  {"after": 300, "type": "user_speech", "payload": {"text": "turn 2"}}]}""")));
        console.open("");
        console.find("header [data-demo]").click();
        assertThat(console.find("#talk-id")).hasText(Pattern.compile("demo-\\d+"));
        assertThat(console.find("#talk-status")).hasText("completed");
        assertThat(console.texts()).hasText(turns(2));
    }

    private static void turnAway(ConsolePage console, boolean away) {
        console.page().evaluate("""
                (away) => {
                  Object.defineProperty(document, 'hidden', { configurable: true, get: () => away });
                  document.dispatchEvent(new Event('visibilitychange'));
                }
                """, away);
    }

    private void append(String call, int first, int last) {
        for (int i = first; i <= last; i++) {
            client.append(call, speech("e" + i, i % 2 == 0 ? "bot_speech" : "user_speech", "turn " + i)).expectCreated();
        }
    }

    private static String[] turns(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "turn " + i).toArray(String[]::new);
    }
}
