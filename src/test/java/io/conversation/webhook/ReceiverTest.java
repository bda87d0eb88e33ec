package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.Tenant;

/** What is set wrongly ends the start, with the setting's name and without its value. */
class ReceiverTest {

    private static final String URL = "https://hooks.example/in/T0KEN?key=T0KEN";

    private static void assertRefused(Settings settings, String... told) {
        assertThatThrownBy(() -> new Receiver(settings)).isInstanceOf(RefusedSetting.class).hasMessageContainingAll(told)
                .hasMessageNotContaining("T0KEN").hasMessageNotContaining("MfKQ");
    }

    @Test
    void nobody_is_told_of_anything_unless_a_url_is_set() {
        Settings none = new Settings(Optional.empty(), Optional.empty(), false, Duration.ofSeconds(15), Duration.ofHours(24),
                Optional.empty());
        assertThat(new Receiver(none).isOn()).isFalse();
        assertThat(new Receiver(Settings.to(URL)).isOn()).isTrue();
    }

    @Test
    void one_of_url_and_secret_without_the_other_is_refused() {
        assertRefused(Settings.to(URL).secret(null), "sessions.webhook.url and sessions.webhook.secret");
        assertRefused(new Settings(Optional.empty(), Optional.of(Settings.SECRET), false, Duration.ofSeconds(15),
                Duration.ofHours(24), Optional.empty()), "sessions.webhook.url and sessions.webhook.secret");
        assertRefused(Settings.to(URL).secret("whsec_T0KEN"), "sessions.webhook.secret: it has to be whsec_");
    }

    @ParameterizedTest
    @ValueSource(strings = { "hooks.example/T0KEN", "ftp://hooks.example/T0KEN", "https:///T0KEN", "https://", "/T0KEN",
            "mailto:T0KEN", "https://hooks.example:0/T0KEN", "https://hooks.example:70000/T0KEN", "https://hooks example/T0KEN",
            "https://T0KEN@hooks.example/", "https://user:T0KEN@hooks.example/", "https://hooks.example/#T0KEN",
            "https://ho\\oks.example" })
    void what_is_no_url_of_a_receiver_is_refused(String url) {
        assertRefused(Settings.to(url), "sessions.webhook.url: ");
        assertRefused(Settings.to(url).anywhere(), "sessions.webhook.url: ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://hooks.example/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/",
            "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest", "https://2130706433/" })
    void what_is_not_of_the_internet_is_refused_at_start_unless_it_is_allowed(String url) {
        assertRefused(Settings.to(url), "sessions.webhook.url: ", "sessions.webhook.allow-private-addresses");
        assertThatCode(() -> new Receiver(Settings.to(url).anywhere())).doesNotThrowAnyException();
    }

    @Test
    void it_is_given_up_after_some_time_and_that_is_30_days_at_the_most() {
        for (Duration time : new Duration[] { Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(31) }) {
            assertRefused(Settings.to(URL).givenUpAfter(time), "sessions.webhook.give-up-after: ");
        }
        assertThat(new Receiver(Settings.to(URL).givenUpAfter(Duration.ofDays(30))).giveUpAfter())
                .isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @CsvSource({ "https://hooks.example, hooks.example, 443, true, /",
            "https://hooks.example:8443/a/b?c=d, hooks.example, 8443, true, /a/b?c=d",
            "HTTPS://hooks.example?x, hooks.example, 443, true, /?x", "http://localhost/%2F, localhost, 80, false, /%2F" })
    void a_url_is_taken_apart(String url, String host, int port, boolean tls, String target) {
        Receiver receiver = new Receiver(Settings.to(url).anywhere());
        assertThat(receiver.host()).isEqualTo(host);
        assertThat(receiver.port()).isEqualTo(port);
        assertThat(receiver.isTls()).isEqualTo(tls);
        assertThat(receiver.target()).isEqualTo(target);
    }

    @Test
    void the_link_begins_with_the_public_url_or_is_a_path() {
        Settings settings = Settings.to(URL);
        assertThat(new Receiver(settings).link(Tenant.NONE.id("call-1"))).isEqualTo("/sessions/call-1");
        assertThat(new Receiver(settings.linking("https://calls.example/api/")).link(Tenant.NONE.id("a|b;c")))
                .isEqualTo("https://calls.example/api/sessions/a%7Cb%3Bc");
        assertRefused(settings.linking("calls.example"), "sessions.webhook.public-url: ");
        assertRefused(settings.linking("https://calls.example/?a=b"), "sessions.webhook.public-url: ");
    }
}
