package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.conversation.security.ProviderPage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Swagger UI where sign-in is by a provider. */
@QuarkusTest
@BrowserTest
@TestProfile(AtProvider.Profile.class)
class SwaggerSignInTest extends AtProvider {

    private static Locator list(ConsolePage console) {
        Locator operation = console.find("#operations-Sessions-listSessions");
        if (operation.locator(".execute").count() == 0) {
            operation.locator(".opblock-summary-control").click();
        }
        operation.locator(".execute").click();
        return operation.locator(".live-responses-table tbody .response-col_status").first();
    }

    @Test
    void its_button_signs_in_at_the_page_of_the_provider(ConsolePage console) {
        console.tolerate("status of 401");
        console.open("q/swagger-ui/");
        assertThat(list(console)).containsText("401");
        console.find(".auth-wrapper .authorize").first().click();
        assertThat(console.find(".auth-container")).hasCount(2);
        console.screenshot("swagger-authorize");
        Locator provider = console.find(".auth-container").filter(new Locator.FilterOptions().setHasText("authorizationCode"));
        Page popup = console.page().waitForPopup(() -> provider.locator("button.authorize").click());
        popup.locator("#ada").click();
        assertThat(provider.locator("button", new Locator.LocatorOptions().setHasText("Logout"))).isVisible();
        console.screenshot("swagger-authorized");
        console.find(".auth-container .btn-done").first().click();
        assertThat(list(console)).containsText("200");
        console.screenshot("swagger-listed");
        assertThat(PROVIDER.asked()).containsExactly("authorization_code");
    }

    @Test
    void a_token_that_somebody_has_may_be_pasted(ConsolePage console) {
        console.open("q/swagger-ui/");
        console.find(".auth-wrapper .authorize").first().click();
        Locator bearer = console.find(".auth-container").filter(new Locator.FilterOptions().setHasText("bearer"));
        bearer.locator("input").fill(ProviderPage.token());
        bearer.locator("button.authorize").click();
        console.find(".auth-container .btn-done").first().click();
        assertThat(list(console)).containsText("200");
    }
}
