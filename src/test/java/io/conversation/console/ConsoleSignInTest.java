package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.conversation.console.SampleConversations.speech;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.microsoft.playwright.Locator;

import io.conversation.security.ProviderPage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Ada signs in at the page of a provider, as any browser does. */
@QuarkusTest
@BrowserTest
@TestProfile(AtProvider.Profile.class)
class ConsoleSignInTest extends AtProvider {

    private static void signIn(ConsolePage console) {
        console.find("#ada").click();
        assertThat(console.find("#who")).hasText("Ada Lovelace");
    }

    private void append(String call, int number) {
        client.append(call, speech("e" + number, "user_speech", "turn " + number)).expectCreated();
    }

    private static String[] turns(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> "turn " + number).toArray(String[]::new);
    }

    @Test
    void she_comes_back_to_where_she_wanted_to_go_and_sees_it(ConsolePage console) {
        String call = client.createFresh("call");
        append(call, 1);
        console.openSession(call);
        signIn(console);
        assertThat(console.texts()).hasText(turns(1));
        assertThat(console.sessionIds().filter(new Locator.FilterOptions().setHasText(call)))
                .hasCount(1);
        assertThat(console.page().url()).doesNotContain("code=").endsWith("/#/sessions/" + call);
        console.screenshot("sign-in-done");
        assertThat(console.page().evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])").toString())
                .doesNotContain("eyJ", "refresh");
        console.page().reload();
        assertThat(console.texts()).hasText(turns(1));
        assertThat(PROVIDER.asked()).containsExactly("authorization_code", "authorization_code");
    }

    @Test
    void a_live_conversation_goes_on_past_the_end_of_tokens_without_gap_or_repeat(ConsolePage console) {
        PROVIDER.tokensLast(3);
        String call = client.createFresh("call");
        List<String> streams = new CopyOnWriteArrayList<>();
        List<String> refused = new CopyOnWriteArrayList<>();
        console.page().onRequest(request -> {
            if (request.url().endsWith("/events/stream")) {
                streams.add(request.headers().getOrDefault("last-event-id", "from the first"));
            }
        });
        console.page().onResponse(response -> {
            if (response.status() >= 400) {
                refused.add(response.status() + " " + response.url());
            }
        });
        console.openSession(call);
        signIn(console);
        assertThat(console.connection()).hasText("live");
        int turn = 0;
        while (streams.size() < 4) {
            append(call, ++turn);
            assertThat(console.row(turn).locator(".text")).hasText("turn " + turn);
        }
        assertThat(console.connection()).hasText("live");
        assertThat(streams.getFirst()).isEqualTo("from the first");
        assertThat(streams.getLast()).isNotEqualTo("from the first");
        assertThat(PROVIDER.asked()).startsWith("authorization_code", "refresh_token", "refresh_token")
                .allMatch(grant -> !grant.contains("refused"));
        assertThat(refused).isEmpty();
        client.complete(call).expect(200);
        assertThat(console.find("#talk-status")).hasText("completed");
    }

    @Test
    void a_session_that_the_provider_has_ended_sends_her_to_its_page_and_back(ConsolePage console) {
        PROVIDER.tokensLast(3);
        console.tolerate("status of 400");
        String call = client.createFresh("call");
        console.openSession(call);
        signIn(console);
        assertThat(console.connection()).hasText("live");
        console.page().waitForRequest(Pattern.compile("/authorize\\?"), PROVIDER::forget);
        append(call, 1);
        assertThat(console.texts()).hasText(turns(1));
        assertThat(PROVIDER.asked()).contains("refresh_token refused").endsWith("authorization_code");
    }

    @Test
    void without_refresh_tokens_she_comes_back_from_the_page_that_knows_her_without_being_asked(ConsolePage console) {
        PROVIDER.tokensLast(3);
        PROVIDER.givesNoRefreshTokens();
        String call = client.createFresh("call");
        console.openSession(call);
        signIn(console);
        console.page().waitForRequest(Pattern.compile("/authorize\\?"), () -> append(call, 1));
        assertThat(console.texts()).hasText(turns(1));
        assertThat(console.connection()).hasText("live");
        assertThat(PROVIDER.asked()).hasSizeGreaterThan(1).containsOnly("authorization_code");
    }

    @Test
    void signed_out_she_stays_out_until_she_asks_to_come_in(ConsolePage console) {
        console.open("");
        signIn(console);
        console.find("#sign-out").click();
        assertThat(console.find("#sign-in-what")).hasText("You are signed out.");
        assertThat(console.find("#who")).isHidden();
        console.screenshot("sign-in-out");
        console.page().reload();
        assertThat(console.find("#sign-in-what")).hasText("You are signed out.");
        console.find("#sign-in-do").click();
        signIn(console);
        assertThat(console.find("#list")).isVisible();
    }

    @ParameterizedTest
    @CsvSource({ "state, to no question of this page", "nonce, made for another sign-in" })
    void an_answer_that_belongs_to_another_sign_in_is_refused(String spoilt, String told, ConsolePage console) {
        PROVIDER.spoil(spoilt);
        console.open("");
        console.find("#ada").click();
        assertThat(console.find("#sign-in-problem")).containsText(told);
        assertThat(console.find("#list")).isHidden();
        assertThat(console.page().url()).doesNotContain("code=");
        console.screenshot("sign-in-refused-" + spoilt);
        PROVIDER.spoil("");
        console.find("#sign-in-do").click();
        assertThat(console.find("#who")).hasText("Ada Lovelace");
    }

    @Test
    void an_address_with_a_code_that_nobody_asked_for_is_refused(ConsolePage console) {
        console.open("?code=stolen&state=made-up");
        assertThat(console.find("#sign-in-problem")).containsText("to no question of this page");
        assertThat(PROVIDER.asked()).isEmpty();
    }

    @Test
    void a_token_that_the_service_does_not_take_is_told_and_not_asked_for_again_and_again(ConsolePage console) {
        console.tolerate("status of 401");
        PROVIDER.tokensAreFor("another-service");
        console.open("");
        console.find("#ada").click();
        assertThat(console.find("#sign-in-problem")).containsText("the service does not take its token");
        console.screenshot("sign-in-refused");
        assertThat(PROVIDER.asked()).hasSize(1);
    }

    @Test
    void the_policy_lets_the_page_fetch_tokens_and_nothing_else_of_the_provider(ConsolePage console) {
        String policy = client.get("/").header("Content-Security-Policy");
        assertThat(policy).contains("connect-src 'self' " + ProviderPage.address() + "/token; ");
        assertThat(client.get("/console/main.js").header("Content-Security-Policy")).contains("connect-src 'self'; ");
        assertThat(client.get("/console/sign-in").expect(200).text()).doesNotContainIgnoringCase("secret");
        console.tolerate("policy");
        console.tolerate("Content Security Policy");
        console.open("");
        signIn(console);
        assertThat(console.page().evaluate("(address) => fetch(address).then(() => 'read', (e) => e.name)",
                ProviderPage.address() + "/keys")).isEqualTo("TypeError");
    }

    @Test
    void commands_name_a_variable_and_never_a_token_and_a_download_is_signed_in(ConsolePage console) {
        String call = client.createFresh("call");
        console.openSession(call);
        signIn(console);
        assertThat(console.connection()).hasText("live");
        console.find("#talk-curl").click();
        console.page().waitForCondition(() -> console.page().evaluate("navigator.clipboard.readText()").toString()
                .startsWith("curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Accept"));
        console.open("");
        assertThat(console.find("#who")).isVisible();
        var download = console.page().waitForDownload(() -> console.find("#list-download").click());
        assertThat(download.path()).content().contains(call);
    }
}
