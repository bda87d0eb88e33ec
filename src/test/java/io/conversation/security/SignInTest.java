package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.tenant.TenantConfig;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class SignInTest {

    private static final String HASH = Sha256.of("key");
    private static final SignIn.Provider NONE = new SignIn.Provider(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    private static SecurityConfig config(Map<String, String> settings) {
        return mapped(SecurityConfig.class, settings);
    }

    private static TenantConfig tenants(Map<String, String> settings) {
        return mapped(TenantConfig.class, settings);
    }

    private static <T> T mapped(Class<T> mapping, Map<String, String> settings) {
        return new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).withValidateUnknown(false)
                .withMapping(mapping).build().getConfigMapping(mapping);
    }

    @Test
    void off_needs_nothing_and_has_no_tenants() {
        assertThat(SignIn.missing(config(Map.of()), tenants(Map.of()), NONE)).isEmpty();
        assertThat(SignIn.missing(config(Map.of()), tenants(Map.of("sessions.tenant-claim", "tenant")), NONE)).singleElement()
                .asString()
                .contains("sessions.security", "sessions.tenant-claim");
    }

    @Test
    void a_provider_needs_an_address_or_a_key_an_issuer_and_an_audience() {
        SecurityConfig oidc = config(Map.of("sessions.security", "oidc"));
        assertThat(SignIn.missing(oidc, tenants(Map.of()), NONE)).hasSize(3).containsSubsequence(
                "quarkus.oidc.auth-server-url (or quarkus.oidc.public-key)", "quarkus.oidc.token.issuer",
                "quarkus.oidc.token.audience");
        assertThat(SignIn.missing(oidc, tenants(Map.of()),
                new SignIn.Provider(Optional.of("https://p"), Optional.empty(), Optional.of("any"),
                        Optional.of(List.of("any")))))
                .hasSize(2);
        assertThat(SignIn.missing(oidc, tenants(Map.of()),
                new SignIn.Provider(Optional.empty(), Optional.of("MII"), Optional.of("https://p"),
                        Optional.of(List.of("calls")))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "oidc, https://p.example, true", "OIDC, https://p.example, true", "off, https://p.example, false",
            "api-keys, https://p.example, false", "oidc, '', false" })
    void the_framework_connects_to_a_provider_only_where_sign_in_is_by_one(String mode, String server, String connects) {
        assertThat(new SmallRyeConfigBuilder().addDefaultInterceptors().withInterceptors(new OidcSwitch())
                .withSources(new PropertiesConfigSource(Map.of("sessions.security", mode, OidcSwitch.SERVER, server,
                        "quarkus.oidc.tenant-enabled", "true"), "test", 100))
                .build().getConfigValue("quarkus.oidc.tenant-enabled").getValue()).isEqualTo(connects);
    }

    @Test
    void keys_come_from_one_place() {
        Map<String, String> settings = new HashMap<>(Map.of("sessions.security", "api-keys"));
        assertThat(SignIn.missing(config(settings), tenants(settings), NONE)).hasSize(1);
        settings.put("sessions.api-keys.file", "keys");
        assertThat(SignIn.missing(config(settings), tenants(settings), NONE)).isEmpty();
        settings.put("sessions.api-keys.list", "a " + HASH + " sessions:read");
        assertThat(SignIn.missing(config(settings), tenants(settings), NONE)).hasSize(1);
    }

    @Test
    void keys_are_told_apart_by_lines_or_semicolons() {
        Map<String, Grant> keys = ApiKeyList.ofSetting("a " + HASH + " sessions:read,sessions:write; b " + Sha256.of("b")
                + " sessions:admin", "list", false);
        assertThat(keys.get(HASH)).isEqualTo(new Grant("a", Set.of(Scope.READ, Scope.WRITE), Optional.empty(),
                Optional.empty()));
        assertThat(keys).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "# none", "a secret-key sessions:read", "a HASH", "a HASH sessions:all",
            "a HASH sessions:read acme",
            "a HASH sessions:read;b HASH sessions:read" })
    void a_list_of_keys_that_is_wrong_is_refused_without_quoting_it(String list) {
        assertThatThrownBy(() -> ApiKeyList.ofSetting(list.replace("HASH", HASH), "list", false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("list").message()
                .doesNotContain("secret-key", HASH);
    }

    @Test
    void a_file_has_a_key_on_each_line_and_whatever_in_its_comments() {
        String file = "# bots; of the shop; 2026\r\n\r\n  # b; c\na " + HASH + " sessions:read shop;1\n";
        assertThat(ApiKeyList.ofFile(file, "keys", true).get(HASH).tenant()).contains("shop;1");
        assertThatThrownBy(() -> ApiKeyList.ofFile(file + "secret-key\n", "keys", true)).hasMessageStartingWith("keys, line 5:")
                .message().doesNotContain("secret-key");
        assertThat(ApiKeyList.ofSetting("# bots; of the shop\na " + HASH + " sessions:read; # b", "list", false)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a/b", ".a", "ä", "a\0b", "a%2fb" })
    void a_tenant_whose_name_is_none_is_refused_by_its_line_and_not_quoted(String tenant) {
        assertThatThrownBy(() -> ApiKeyList.ofFile("\na " + HASH + " sessions:read " + tenant, "keys", true))
                .hasMessageStartingWith("keys, line 2: has a tenant").message().doesNotContain(tenant + " ")
                .doesNotContain(HASH);
        assertThatThrownBy(() -> ApiKeyList.ofFile("a " + HASH + " sessions:read " + "a".repeat(129), "keys", true))
                .hasMessageContaining("1 to 128");
    }

    @Test
    void half_a_configuration_ends_the_start_and_says_all_that_is_missing() {
        assertThatThrownBy(() -> signIn(Map.of("sessions.security", "oidc"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("quarkus.oidc.auth-server-url", "quarkus.oidc.token.issuer",
                        "quarkus.oidc.token.audience");
    }

    @Test
    void off_is_told_once_where_the_service_is_not_developed_or_tested() {
        try (Logged logged = Logged.warnings(SignIn.class)) {
            SignIn off = signIn(Map.of());
            assertThat(off.credentials(LaunchMode.DEVELOPMENT)).isEmpty();
            assertThat(off.credentials(LaunchMode.TEST)).isEmpty();
            assertThat(logged.messages()).isEmpty();
            assertThat(off.credentials(LaunchMode.NORMAL)).isEmpty();
            assertThat(logged.messages()).singleElement().asString().contains("Anybody", "sessions.security is off");
        }
    }

    private static SignIn signIn(Map<String, String> settings) {
        return new SignIn(config(settings), tenants(settings), null, null, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    @Test
    void only_so_many_tokens_of_unknown_keys_wait() {
        ProviderState provider = new ProviderState();
        for (int i = 0; i < ProviderState.MOST_WAITING; i++) {
            assertThat(provider.mayWait()).isTrue();
        }
        assertThat(provider.mayWait()).isFalse();
        provider.waitsNoMore();
        assertThat(provider.mayWait()).isTrue();
    }

    @Test
    void where_there_are_tenants_each_key_needs_one() {
        assertThatThrownBy(() -> ApiKeyList.ofSetting("a " + HASH + " sessions:read", "list", true))
                .hasMessageContaining("tenant");
        assertThat(ApiKeyList.ofSetting("a " + HASH + " sessions:read acme", "list", true).get(HASH).tenant()).contains("acme");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "scope|{\"scope\":\"openid sessions:read\"}", "scope|{\"scope\":[\"sessions:read\",5]}",
            "realm_access/roles|{\"realm_access\":{\"roles\":[\"sessions:read\"]}}",
            "https://p.example/scopes|{\"https://p.example/scopes\":\"sessions:read\"}" })
    void scopes_are_a_string_or_an_array_at_a_claim_or_a_path(String claim, String claims) {
        assertThat(claims(Map.of("sessions.scope-claim", claim)).grant(token(claims)).scopes()).containsExactly(Scope.READ);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"scope\":{}}", "{\"scope\":\"sessions:readx Sessions:read\"}", "{\"scope\":null}" })
    void what_is_no_scope_is_none(String claims) {
        assertThat(claims(Map.of()).grant(token(claims)).scopes()).isEmpty();
    }

    @Test
    void the_tenant_is_read_only_where_there_are_some() {
        String token = token("{\"organization\":{\"id\":\"acme\"}}");
        assertThat(claims(Map.of("sessions.tenant-claim", "organization/id")).grant(token).tenant()).contains("acme");
        assertThat(claims(Map.of("sessions.tenant-claim", "organization")).grant(token).tenant()).isEmpty();
        assertThat(claims(Map.of()).grant(token).tenant()).isEmpty();
    }

    private static Claims claims(Map<String, String> settings) {
        return new Claims(new ObjectMapper(), config(settings), tenants(settings));
    }

    private static String token(String claims) {
        return Tokens.unsigned((com.fasterxml.jackson.databind.node.ObjectNode) Json.parse(claims));
    }

    @Test
    void tokens_are_remembered_for_seconds_and_only_so_many() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Instant[] time = { now };
        RecentTokens recent = new RecentTokens(new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return time[0];
            }
        });
        recent.put("long", new Grant("a", Set.of(), Optional.empty(), Optional.of(now.plusSeconds(60))));
        recent.put("short", new Grant("a", Set.of(), Optional.empty(), Optional.of(now.plusSeconds(1))));
        time[0] = now.plus(Duration.ofSeconds(1));
        assertThat(recent.get("short")).isNull();
        assertThat(recent.get("long")).isNotNull();
        for (int i = 0; i < RecentTokens.MOST + 10; i++) {
            recent.put("t" + i, new Grant("a", Set.of(), Optional.empty(), Optional.empty()));
        }
        assertThat(recent.get("t" + (RecentTokens.MOST + 5))).isNull();
        time[0] = now.plus(Duration.ofSeconds(5));
        assertThat(recent.get("long")).isNull();
    }
}
