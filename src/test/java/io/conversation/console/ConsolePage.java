package io.conversation.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import io.restassured.RestAssured;

/** The console in a browser, in its own words. Collects what a page should not do: errors, dialogs, broken policies. */
final class ConsolePage implements AutoCloseable {

    static final Path SCREENSHOTS = Path.of("target", "screenshots");
    /** Long, since a busy machine is no defect; what is waited for ends the wait. */
    private static final double PATIENCE_MS = 20_000;
    private static final String TELL_VIOLATIONS = """
            addEventListener('securitypolicyviolation', (event) =>
              console.error('policy', event.violatedDirective, event.blockedURI));
            """;

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> tolerated = new ArrayList<>();
    private String origin = null;

    ConsolePage(Browser browser) {
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1400, 900).setTimezoneId("UTC")
                .setLocale("en-GB").setAcceptDownloads(true).setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(PATIENCE_MS);
        page = context.newPage();
        page.addInitScript(TELL_VIOLATIONS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    /** Reaches the service by a connection that will be cut; what the browser says of that is part of the test. */
    ConsolePage through(CutConnection connection) {
        origin = "http://localhost:" + connection.port();
        tolerate("ERR_");
        return this;
    }

    ConsolePage open(String route) {
        String server = origin == null ? "http://localhost:" + RestAssured.port : origin;
        page.navigate("about:blank");
        page.navigate(server + "/" + route);
        return this;
    }

    ConsolePage openSession(String sessionId) {
        return open("#/sessions/" + sessionId);
    }

    ConsolePage phone() {
        page.setViewportSize(390, 844);
        return this;
    }

    ConsolePage dark() {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        return this;
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    Locator find(String selector) {
        return page.locator(selector);
    }

    Locator sessionIds() {
        return find(".session .id");
    }

    Locator connection() {
        return find("#talk-connection");
    }

    Locator rows() {
        return find("#rows > .row");
    }

    Locator texts() {
        return find("#rows .text");
    }

    /** The row of the event at this place, 1 for the first. */
    Locator row(int place) {
        return find("#rows > [aria-posinset='" + place + "']");
    }

    double number(String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    /** Complaints with this text are part of the test, whenever they come. */
    void tolerate(String text) {
        tolerated.add(text);
    }

    void expectNoComplaints() {
        assertThat(complaints).filteredOn(complaint -> tolerated.stream().noneMatch(complaint::contains))
                .as("what the page complained of").isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
