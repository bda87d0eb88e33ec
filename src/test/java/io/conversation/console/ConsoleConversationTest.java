package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;

import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@BrowserTest
class ConsoleConversationTest extends ConsoleWithSamples {

    /** A failed call of 15 events with slow answers, a long wait and a result that came late. */
    private static final String CALL = "call-7f31";

    @Test
    void a_conversation_reads_in_the_order_it_happened(ConsolePage console) {
        console.page().setViewportSize(1400, 2000);
        console.openSession(CALL);
        assertThat(console.connection()).hasText("ended");
        assertThat(console.texts()).hasText(client.streamed(CALL, "").stream().map(event -> event.at("/payload/text").asText())
                .filter(text -> !text.isEmpty()).toArray(String[]::new));
        Locator greeting = console.row(1);
        Locator complaint = console.row(2);
        BoundingBox bot = greeting.locator(".bubble").boundingBox();
        BoundingBox user = complaint.locator(".bubble").boundingBox();
        assertThat(user.x).isLessThan(bot.x);
        assertThat(user.y).isGreaterThan(bot.y);
    }

    @Test
    void tool_calls_are_folded_and_show_their_json_when_asked(ConsolePage console) {
        console.openSession(CALL);
        Locator call = console.row(3);
        assertThat(call.locator(".tool")).hasText("find_invoice");
        assertThat(call.locator(".brief")).hasText("customer: \"NW-20417\"");
        assertThat(call.locator(".json")).hasCount(0);
        call.locator(".fold").click();
        assertThat(call.locator(".json")).containsText("\"receivedAt\": \"");
        call.locator(".fold").click();
        assertThat(call.locator(".json")).hasCount(0);
    }

    @Test
    void waits_silences_and_late_events_are_marked_and_measured(ConsolePage console) {
        console.openSession(CALL);
        assertThat(console.find(".gap.very-slow").first()).hasText("5.4 s until the bot answered");
        assertThat(console.find(".facts")).containsText(Pattern.compile("Slowest answer5\\.4 s.*Longest silence24\\.4 s"));
        console.find(".fact:has-text('Longest silence') button").click();
        assertThat(console.find(".row.current .text")).hasText("This takes too long. Goodbye.");
        assertThat(console.row(15).locator(".late")).hasText("late");
    }

    @Test
    void a_click_on_the_timeline_leads_to_the_event_and_the_address_remembers_it(ConsolePage console) {
        console.openSession(CALL);
        assertThat(console.connection()).hasText("ended");
        Locator plot = console.find(".timeline-plot");
        assertThat(console.find(".facts")).containsText("Events15");
        // The first thing in the user's lane, after the greeting.
        plot.click(new Locator.ClickOptions().setPosition(plot.boundingBox().width * 0.08, 30));
        assertThat(console.find(".row.current .text")).containsText("charge on my bill");
        assertThat(console.page()).hasURL(Pattern.compile("#/sessions/call-7f31/turn-002$"));
        plot.press("End");
        assertThat(console.find(".row.current .late")).isVisible();
        assertThat(plot).hasAttribute("aria-valuenow", "15");
        console.page().reload();
        assertThat(console.find(".row.current .late")).isVisible();
    }

    @Test
    void back_forward_and_reload_lead_to_the_sessions_that_were_looked_at(ConsolePage console) {
        console.open("");
        console.find(".session:has-text('call-7f31')").click();
        assertThat(console.find("#talk-id")).hasText(CALL);
        console.find(".session:has-text('call-7f2a')").click();
        assertThat(console.find("#talk-id")).hasText("call-7f2a");
        assertThat(console.texts().first()).containsText("Meridian Taxis");
        console.page().goBack();
        assertThat(console.find("#talk-id")).hasText(CALL);
        assertThat(console.texts().first()).containsText("Northwind");
        console.page().goBack();
        assertThat(console.find("#talk")).isHidden();
        console.page().goForward();
        console.page().reload();
        assertThat(console.find("#talk-id")).hasText(CALL);
    }

    @Test
    void the_arrow_keys_walk_through_the_transcript(ConsolePage console) {
        console.openSession(CALL);
        assertThat(console.connection()).hasText("ended");
        assertThat(console.find(".facts")).containsText("Events15");
        console.row(1).focus();
        for (int i = 0; i < 12; i++) {
            console.page().keyboard().press("ArrowDown");
        }
        assertThat(console.row(13)).isFocused();
        assertThat(console.row(13)).isInViewport();
        assertThat(console.row(13)).hasAttribute("aria-setsize", "15");
        console.page().keyboard().press("Home");
        assertThat(console.row(1)).isFocused();
        console.row(3).focus();
        console.page().keyboard().press("Enter");
        assertThat(console.row(3).locator(".json")).isVisible();
    }

    @Test
    void a_conversation_is_taken_away_as_curl_and_as_ndjson(ConsolePage console) throws IOException {
        console.openSession(CALL);
        console.find("#talk-curl").click();
        assertThat(console.find("#toast")).hasText("curl command copied");
        String command = (String) console.page().evaluate("navigator.clipboard.readText()");
        assertThat(command)
                .matches("curl -s -H 'Accept: application/x-ndjson' 'http://localhost:\\d+/sessions/call-7f31/events'");
        Download download = console.page().waitForDownload(() -> console.find("#talk-download").click());
        assertThat(download.suggestedFilename()).isEqualTo("call-7f31.ndjson");
        assertThat(Json.lines(Files.readString(download.path()))).isEqualTo(client.streamed(CALL, ""));
    }

    @Test
    void right_to_left_and_emoji_are_shown_as_they_are(ConsolePage console) {
        console.openSession("chat-21c2");
        assertThat(console.texts()).hasText(new String[] { "مرحبا، أين طلبي؟ 📦",
                "مرحبا! طلبك في الطريق وسيصل اليوم قبل السادسة.", "شكرا 🙏" });
        assertThat(console.texts().first()).hasCSS("direction", "rtl");
    }

    @Test
    void colours_change_at_a_press_and_stay(ConsolePage console) {
        console.openSession(CALL);
        assertThat(console.find("html")).hasCSS("color-scheme", "light dark");
        console.find("#theme").click();
        assertThat(console.find("html")).hasCSS("color-scheme", "dark");
        console.page().reload();
        assertThat(console.find("html")).hasCSS("color-scheme", "dark");
    }

    @Test
    void a_phone_has_room_for_all_of_it(ConsolePage console) {
        for (String route : List.of("", "#/sessions/" + CALL, "#/sessions/call-7f3a")) {
            console.page().setViewportSize(360, 640);
            console.open(route);
            assertThat(route.isEmpty() ? console.find(".session").first() : console.rows().first()).isVisible();
            assertThat(console.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
            assertThat(console.number("Math.max(...Array.from(document.querySelectorAll('#talk-scroll, #list-scroll'))"
                    + ".map(pane => pane.scrollWidth - pane.clientWidth))")).isZero();
        }
        assertThat(console.connection()).hasText("live");
        assertThat(console.find(".facts")).containsText("Events13");
        console.find("#talk-scroll").evaluate("pane => pane.scrollTop = 400");
        console.page().waitForCondition(() -> Math.abs(console.number(
                "document.getElementById('timeline-band').getBoundingClientRect().top"
                        + " - document.getElementById('talk-head').getBoundingClientRect().bottom")) <= 0.5);
        console.find("#back").click();
        assertThat(console.find(".session").first()).isVisible();
    }
}
