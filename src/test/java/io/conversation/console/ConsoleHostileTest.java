package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** Whatever a conversation contains, it is text; a page that runs any of it complains by a dialog, an error or its policy. */
@QuarkusTest
@BrowserTest
class ConsoleHostileTest {

    private static final List<String> ATTACKS = List.of(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "\"><svg onload=alert(1)>",
            "' onmouseover='alert(1)",
            "</pre></article><h1 id=broken>out</h1>",
            "<iframe srcdoc='<script>alert(1)</script>'>",
            "javascript:alert(1)",
            "<link rel=stylesheet href=//nowhere.invalid/x.css>",
            "<base href=//nowhere.invalid/>",
            "{{constructor.constructor('alert(1)')()}}",
            "__proto__");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @BeforeEach
    void nothing() {
        stored.clear();
    }

    @Test
    void markup_and_scripts_are_shown_and_never_run(ConsolePage console) {
        String sessionId = Fresh.id("hostile");
        client.imported(hostile(sessionId));
        console.page().setViewportSize(1400, 6000);
        console.open("");
        console.find(".session").filter(new Locator.FilterOptions().setHasText(sessionId)).click();
        assertThat(console.texts()).hasText(ATTACKS.toArray(String[]::new));
        assertThat(console.find("#rows .tool")).hasText(ATTACKS.toArray(String[]::new));
        for (var fold : console.find("#rows .action .fold").all()) {
            fold.click();
        }
        assertThat(console.find("#rows .json")).hasCount(ATTACKS.size());
        console.find(".metadata summary").first().click();
        assertThat(console.find(".metadata")).containsText("<script>alert(1)</script>");
        console.find(".timeline-plot").hover();
        assertThat(console.find(".timeline-tip")).isVisible();
        assertThat(console.number("document.querySelectorAll('#broken, main iframe, main script, main link, main base, "
                + "main img, [onerror], [onload], [onmouseover]').length")).isZero();
        console.screenshot("hostile");
    }

    @Test
    void an_address_is_text_too(ConsolePage console) {
        console.open(
                "#/sessions/%3Cimg%20src=x%20onerror=alert(1)%3E/%3Cscript%3E?status=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        assertThat(console.find("#talk-problem")).containsText("<img src=x onerror=alert(1)>");
        assertThat(console.find("#list-problem")).containsText("status has to be");
        console.open("#/sessions/%E0%A4%A/%");
        assertThat(console.find("#talk-problem")).containsText("%E0%A4%A");
        console.tolerate("status of 400");
        console.tolerate("status of 404");
    }

    @Test
    void odd_payloads_are_shown_as_json_with_every_digit(ConsolePage console) {
        String sessionId = client.createFresh("odd");
        List<String> payloads = List.of("{}", "{\"text\":42}", "{\"text\":null,\"durationMs\":-5}",
                "{\"n\":9007199254740993,\"m\":-9223372036854775808}", "{\"kind\":\"tool_call\"}",
                "{\"kind\":\"tool_call\",\"tool\":\"t\",\"arguments\":\"none\"}", "{\"text\":\"\"}",
                "{\"durationMs\":1e300,\"text\":\"for ever\"}");
        for (int i = 0; i < payloads.size(); i++) {
            client.append(sessionId, "{\"eventId\":\"e" + i + "\",\"type\":\"system\",\"payload\":" + payloads.get(i) + "}")
                    .expectCreated();
        }
        console.openSession(sessionId);
        assertThat(console.rows()).hasCount(payloads.size());
        assertThat(console.row(4).locator(".brief")).hasText("n: 9007199254740993, m: -9223372036854775808");
        console.row(4).locator(".fold").click();
        assertThat(console.row(4).locator(".json")).containsText("\"n\": 9007199254740993");
        assertThat(console.row(6).locator(".brief")).hasText("\"none\"");
    }

    @Test
    void a_very_long_text_is_cut_until_asked_for(ConsolePage console) {
        String sessionId = client.createFresh("long");
        client.append(sessionId, SampleConversations.speech("e1", "user_speech", "x".repeat(500_000))).expectCreated();
        console.openSession(sessionId);
        assertThat(console.texts().first().textContent()).hasSizeLessThan(5_000);
        console.find("text=Show all 500,000 characters").click();
        assertThat(console.find("text=Show all")).hasCount(0);
        assertThat(console.texts().first().textContent()).hasSize(500_000);
    }

    private static ObjectNode hostile(String sessionId) {
        ObjectNode metadata = Json.object("nested", Json.object("<b>", "<script>alert(1)</script>"));
        ArrayNode events = Json.object().putArray("events");
        for (int i = 0; i < ATTACKS.size(); i++) {
            String attack = ATTACKS.get(i);
            metadata.put(attack, attack);
            events.add(event("text" + i, i % 2 == 0 ? "user_speech" : "bot_speech", i,
                    Json.object("text", attack, "html", attack, "durationMs", 900)));
            events.add(event("tool" + i, "system", i,
                    Json.object("kind", "tool_call", "tool", attack, "arguments", Json.object(attack, attack))));
        }
        ObjectNode session = Json.object("sessionId", sessionId, "language", "en", "metadata", metadata, "startedAt",
                START.toString(), "status", "completed", "endedAt", START.plusSeconds(ATTACKS.size()).toString());
        session.set("events", events);
        return session;
    }

    private static ObjectNode event(String eventId, String type, int second, ObjectNode payload) {
        String timestamp = START.plusSeconds(second).toString();
        return Json.object("eventId", eventId, "type", type, "timestamp", timestamp, "payload", payload);
    }
}
