package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Locator;

import io.conversation.ConversationClient;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@BrowserTest
class ConsoleListTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @BeforeEach
    void nothing() {
        stored.clear();
    }

    /** Opens the list on that many sessions, and waits until so many are shown. */
    private void openWith(ConsolePage console, int sessions, int shown) {
        client.imported(SampleConversations.many(sessions));
        console.open("");
        assertThat(console.sessionIds()).hasCount(shown);
    }

    @Test
    void an_empty_service_tells_how_to_begin_and_shows_the_first_session_by_itself(ConsolePage console) {
        console.open("");
        assertThat(console.find(".empty")).containsText("/sessions/call-7f3a/events");
        assertThat(console.find("#begin")).containsText("curl http://localhost:");
        client.create(newSession("first")).expectCreated();
        assertThat(console.sessionIds()).hasText(new String[] { "first" });
        assertThat(console.find(".empty")).isHidden();
    }

    @Test
    void scrolling_brings_every_session_newest_first(ConsolePage console) {
        openWith(console, 130, 50);
        assertThat(console.sessionIds().first()).hasText("s129");
        console.page().waitForCondition(() -> {
            console.page().evaluate("document.getElementById('list-scroll').scrollTop = 1e9");
            return !console.find("#list-end-text").textContent().isEmpty();
        });
        assertThat(console.find("#list-end-text")).hasText("130 in all");
        assertThat(console.sessionIds().allTextContents()).hasSize(130).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void filters_are_in_the_address_and_the_back_button_takes_them_off(ConsolePage console) {
        openWith(console, 30, 30);
        console.find("#filter-status label").filter(new Locator.FilterOptions().setHasText("Failed")).click();
        assertThat(console.sessionIds()).hasText(new String[] { "s025", "s020", "s015", "s010", "s005", "s000" });
        console.find("#filter-language").fill("de");
        console.find("#filter-language").press("Enter");
        assertThat(console.sessionIds()).hasText(new String[] { "s015", "s000" });
        assertThat(console.page()).hasURL(Pattern.compile("#/\\?status=failed&language=de$"));
        console.page().reload();
        assertThat(console.sessionIds()).hasText(new String[] { "s015", "s000" });
        assertThat(console.find("#filter-language")).hasValue("de");
        console.page().goBack();
        assertThat(console.sessionIds()).hasCount(6);
        console.find("#filter-clear").click();
        assertThat(console.sessionIds()).hasCount(30);
    }

    @Test
    void the_list_is_filtered_by_time(ConsolePage console) {
        client.imported(SampleConversations.many(30));
        client.create(newSession("now")).expectCreated();
        console.open("");
        console.find("#filter-time").selectOption("1h");
        assertThat(console.sessionIds()).hasText(new String[] { "now" });
        console.find("#filter-time").selectOption("between");
        console.find("#filter-from").fill("2026-01-01T00:10");
        console.find("#filter-to").fill("2026-01-01T00:12");
        assertThat(console.sessionIds()).hasText(new String[] { "s011", "s010" });
        console.find("#filter-time").selectOption("");
        assertThat(console.sessionIds()).hasCount(31);
    }

    @Test
    void a_filter_that_finds_nothing_and_one_that_is_wrong_say_so(ConsolePage console) {
        client.imported(SampleConversations.many(1));
        console.open("#/?language=fr");
        assertThat(console.find(".nothing")).isVisible();
        console.find("#filter-language").fill("no_language");
        console.find("#filter-language").press("Enter");
        assertThat(console.find("#list-problem")).containsText("BCP 47");
        console.tolerate("status of 400");
    }

    @Test
    void news_arrive_without_moving_what_is_read(ConsolePage console) {
        openWith(console, 60, 50);
        console.page().evaluate("document.getElementById('list-scroll').scrollTop = 700");
        String place = "Array.from(document.querySelectorAll('.session')).find(row => row.textContent.includes('s030'))"
                + ".getBoundingClientRect().top";
        double before = console.number(place);
        client.create(newSession("newest")).expectCreated();
        assertThat(console.sessionIds().first()).hasText("newest");
        assertThat(console.number(place)).isEqualTo(before);
        assertThat(console.number("document.getElementById('list-scroll').scrollTop")).isGreaterThan(700);
    }

    @Test
    void the_status_of_a_session_is_live(ConsolePage console) {
        client.create(newSession("call")).expectCreated();
        console.open("");
        Locator status = console.find(".session .status");
        assertThat(status).hasText("initiated");
        client.append("call", newEvent("e1")).expectCreated();
        assertThat(status).hasText("active");
        client.complete("call").expect(200);
        assertThat(status).hasText("completed");
    }

    @Test
    void one_jumps_to_an_id_and_is_told_kindly_when_there_is_none(ConsolePage console) {
        client.create(newSession("call+1~x")).expectCreated();
        console.open("");
        console.page().keyboard().press("/");
        console.page().keyboard().type("call+1~x\n");
        assertThat(console.find("#talk-id")).hasText("call+1~x");
        console.page().keyboard().press("/");
        console.page().keyboard().type("<i>nobody</i>/é\n");
        assertThat(console.find("#talk-problem")).hasText("There is no session “<i>nobody</i>/é”.");
        console.page().goBack();
        assertThat(console.find("#talk-id")).hasText("call+1~x");
        console.tolerate("status of 404");
    }

    @Test
    void the_keyboard_is_enough(ConsolePage console) {
        openWith(console, 10, 10);
        console.page().keyboard().press("Tab");
        console.page().keyboard().press("Enter");
        console.page().keyboard().press("ArrowDown");
        console.page().keyboard().press("ArrowDown");
        console.page().keyboard().press("Enter");
        assertThat(console.find("#talk-id")).hasText("s007");
        console.page().keyboard().press("Escape");
        assertThat(console.find("#talk")).isHidden();
        assertThat(console.find(".session:focus")).containsText("s007");
    }

    @Test
    void an_outage_is_told_and_ends_by_itself(ConsolePage console) {
        openWith(console, 3, 3);
        console.context().setOffline(true);
        assertThat(console.find("#list-problem")).hasText("The service does not answer.");
        assertThat(console.sessionIds()).hasCount(3);
        console.context().setOffline(false);
        assertThat(console.find(".list-away")).isHidden();
        console.tolerate("ERR_INTERNET_DISCONNECTED");
    }
}
