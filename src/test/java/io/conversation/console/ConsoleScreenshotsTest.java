package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

/** The main views as pictures, to be looked at; two of them are in the README. */
@QuarkusTest
@BrowserTest
class ConsoleScreenshotsTest extends ConsoleWithSamples {

    @ParameterizedTest
    @ValueSource(strings = { "light", "dark", "phone" })
    void the_main_views_show_the_samples_and_are_pictured(String look, ConsolePage console) {
        switch (look) {
            case "dark" -> console.dark();
            case "phone" -> console.phone();
            default -> console.page().setViewportSize(1400, 1060);
        }
        console.open("");
        assertThat(console.sessionIds()).hasCount(22);
        console.screenshot("list-" + look);
        console.openSession("call-7f3a");
        assertThat(console.connection()).hasText("live");
        assertThat(console.texts().last()).containsText("M-118");
        assertThat(console.find(".facts")).containsText("Events13");
        console.find("#talk-scroll").evaluate("pane => pane.scrollTop = 0");
        console.screenshot("conversation-live-" + look);
        console.openSession("call-7f31");
        assertThat(console.connection()).hasText("ended");
        assertThat(console.find(".facts")).containsText("Late1");
        console.screenshot("conversation-" + look);
        assertThat(ConsolePage.SCREENSHOTS.resolve("list-" + look + ".png")).satisfies(file -> assertThat(Files.size(file))
                .isGreaterThan(10_000));
    }

    @Test
    void an_empty_list_says_so_and_is_pictured(ConsolePage console) {
        stored.clear();
        console.open("");
        assertThat(console.find(".empty")).isVisible();
        console.screenshot("list-empty");
    }
}
