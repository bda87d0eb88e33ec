package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.assertions.LocatorAssertions;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@BrowserTest
class ConsoleLengthTest {

    private static final int EVENTS = 50_000;
    /** Rows of a screen and a little around it, whatever the length of the conversation. */
    private static final int MOST_ROWS = 80;

    private final ConversationClient client = new ConversationClient();

    @Test
    void fifty_thousand_events_are_read_from_start_to_end_with_few_elements(ConsolePage console) {
        String sessionId = Fresh.id("endless");
        client.imported(SampleConversations.endless(sessionId, EVENTS));
        console.openSession(sessionId);
        console.row(1).waitFor();
        assertThat(console.connection()).hasText("ended", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        assertThat(console.row(1)).hasAttribute("aria-setsize", Integer.toString(EVENTS));
        assertThat(console.rows().count()).isLessThan(MOST_ROWS);

        console.find(".timeline-plot").press("End");
        assertThat(console.row(EVENTS)).isInViewport();
        console.page().keyboard().press("Home");
        assertThat(console.row(1)).isInViewport();

        Map<?, ?> scrolled = (Map<?, ?>) console.page().evaluate("""
                async () => {
                  const pane = document.getElementById('talk-scroll');
                  let most = 0;
                  let holes = 0;
                  for (let i = 0; i < 60; i++) {
                    pane.scrollTop += i % 3 === 0 ? 40_000 : 300;
                    await new Promise((drawn) => requestAnimationFrame(drawn));
                    const rows = Array.from(document.querySelectorAll('#rows > .row'));
                    most = Math.max(most, rows.length);
                    const view = pane.getBoundingClientRect();
                    const middle = (view.top + view.bottom) / 2;
                    const at = (y) => rows.some((row) => {
                      const bounds = row.getBoundingClientRect();
                      return bounds.top <= y + 1 && bounds.bottom >= y - 1;
                    });
                    holes += at(middle) && at(view.bottom - 5) ? 0 : 1;
                  }
                  return { most, holes };
                }
                """);
        assertThat(((Number) scrolled.get("most")).intValue()).isLessThan(MOST_ROWS);
        assertThat(((Number) scrolled.get("holes")).intValue()).isZero();
        assertThat(console.number("document.querySelectorAll('*').length")).isLessThan(3_000);
        console.screenshot("fifty-thousand-events");

        console.open("#/sessions/" + sessionId + "/e31234");
        assertThat(console.find(".row.current")).hasAttribute("aria-posinset", "31235");
        assertThat(console.find(".row.current")).isInViewport();
    }
}
