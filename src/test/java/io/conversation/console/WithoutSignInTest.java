package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Route;

import io.quarkus.test.junit.QuarkusTest;

/** Console and Swagger UI where anybody may, or where nobody said how the console signs in. */
@QuarkusTest
@BrowserTest
class WithoutSignInTest {

    @Test
    void there_is_nothing_to_sign_in_with(ConsolePage console) {
        console.open("q/swagger-ui/");
        assertThat(console.find("#operations-Sessions-listSessions")).isVisible();
        assertThat(console.find(".authorize")).hasCount(0);
        assertThat(console.find(".authorization__btn")).hasCount(0);
        console.open("");
        assertThat(console.find("#list")).isVisible();
        assertThat(console.find("#who")).isHidden();
        assertThat(console.find("#sign-out")).isHidden();
    }

    @Test
    void a_console_that_the_provider_does_not_know_says_which_setting_is_missing(ConsolePage console) {
        console.page().route("**/console/sign-in", route -> route.fulfill(new Route.FulfillOptions()
                .setBody("{\"mode\":\"oidc\",\"missing\":\"sessions.console.client-id\"}")));
        console.open("");
        assertThat(console.find("#sign-in-what")).containsText("sessions.console.client-id is not set");
        assertThat(console.find("#sign-in-do")).isHidden();
        console.screenshot("sign-in-missing");
    }
}
