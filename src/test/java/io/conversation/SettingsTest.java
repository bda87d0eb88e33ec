package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.conversation.console.ConsoleConfig;
import io.conversation.database.DatabaseConfig;
import io.conversation.database.ReadsConfig;
import io.conversation.database.ShardingConfig;
import io.conversation.erasure.ErasureConfig;
import io.conversation.event.AppendConfig;
import io.conversation.event.CacheConfig;
import io.conversation.event.EventsConfig;
import io.conversation.feed.FeedConfig;
import io.conversation.follow.FollowConfig;
import io.conversation.http.HttpConfig;
import io.conversation.http.ManagementConfig;
import io.conversation.kafka.KafkaConfig;
import io.conversation.security.Mode;
import io.conversation.security.SecurityConfig;
import io.conversation.session.SessionsConfig;
import io.conversation.session.SweepConfig;
import io.conversation.tenant.TenantConfig;
import io.conversation.webhook.WebhookConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The default of every setting, so that none is changed unnoticed. */
class SettingsTest {

    static final List<Class<?>> MAPPINGS = List.of(AppendConfig.class, CacheConfig.class, ConsoleConfig.class,
            DatabaseConfig.class,
            ErasureConfig.class,
            EventsConfig.class, FeedConfig.class, FollowConfig.class, HttpConfig.class, KafkaConfig.class,
            ManagementConfig.class,
            ReadsConfig.class,
            SecurityConfig.class,
            SessionsConfig.class,
            ShardingConfig.class, SweepConfig.class, TenantConfig.class, WebhookConfig.class);

    @Test
    void operations_on_the_database_have_5_seconds_and_probes_1() {
        DatabaseConfig config = with(Map.of()).getConfigMapping(DatabaseConfig.class);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.readinessTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void indexes_are_retried_from_a_quarter_second_up_to_15_and_looked_at_every_10() {
        DatabaseConfig config = with(Map.of()).getConfigMapping(DatabaseConfig.class);
        assertThat(config.startRetryFirst()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.startRetryMost()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.indexCheckInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.embeddedFile()).isEqualTo("target/dev-database.mv");
    }

    @Test
    void a_clock_may_be_10_seconds_off() {
        assertThat(with(Map.of()).getConfigMapping(DatabaseConfig.class).clockAllowance()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void nothing_is_sharded_unless_asked_for() {
        assertThat(with(Map.of()).getConfigMapping(ShardingConfig.class).enabled()).isFalse();
    }

    @Test
    void the_types_of_events_are_those_of_the_contract() {
        assertThat(with(Map.of()).getConfigMapping(EventsConfig.class).eventTypes())
                .containsExactly("user_speech", "bot_speech", "system");
    }

    @Test
    void appends_go_together_in_groups_of_500_or_4_mib_and_wait_up_to_10000_or_32_mib() {
        AppendConfig config = with(Map.of()).getConfigMapping(AppendConfig.class);
        assertThat(config.groupCommit()).isTrue();
        assertThat(config.groupsInFlight()).isEqualTo(4);
        assertThat(config.groupMaxEvents()).isEqualTo(500);
        assertThat(config.groupMaxBytes().asLongValue()).isEqualTo(4 * 1024 * 1024);
        assertThat(config.queueMaxEvents()).isEqualTo(10_000);
        assertThat(config.queueMaxBytes().asLongValue()).isEqualTo(32 * 1024 * 1024);
    }

    @Test
    void caches_may_keep_an_event_for_an_hour_and_a_page_not_without_asking() {
        CacheConfig config = with(Map.of()).getConfigMapping(CacheConfig.class);
        assertThat(config.events()).isEqualTo(Duration.ofHours(1));
        assertThat(config.endedPages()).isEqualTo(Duration.ZERO);
    }

    @Test
    void what_was_erased_cannot_be_created_for_a_day_and_is_looked_after_every_10_seconds() {
        ErasureConfig config = with(Map.of()).getConfigMapping(ErasureConfig.class);
        assertThat(config.tombstoneLife()).isEqualTo(Duration.ofHours(24));
        assertThat(config.sweepInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void lists_are_read_from_the_primary() {
        assertThat(with(Map.of()).getConfigMapping(ReadsConfig.class).lists()).isEqualTo("primary");
    }

    @Test
    void requests_are_1000_at_a_time() {
        assertThat(with(Map.of()).getConfigMapping(HttpConfig.class).maxRequests()).isEqualTo(1000);
    }

    @Test
    void no_page_of_another_origin_is_let_in() {
        assertThat(with(Map.of()).getConfigMapping(HttpConfig.class).corsOrigins()).isEmpty();
    }

    @Test
    void requests_are_not_told_in_the_log() {
        assertThat(with(Map.of()).getConfigMapping(HttpConfig.class).accessLog()).isFalse();
    }

    @Test
    void health_and_metrics_are_at_the_port_of_all_else() {
        assertThat(with(Map.of()).getConfigMapping(ManagementConfig.class).port()).isEmpty();
    }

    @Test
    void their_memory_is_half_of_the_heap_unless_set() {
        assertThat(with(Map.of()).getConfigMapping(HttpConfig.class).maxBytes()).isEmpty();
        assertThat(with(Map.of("sessions.http.max-bytes", "100M")).getConfigMapping(HttpConfig.class).maxBytes())
                .hasValueSatisfying(size -> assertThat(size.asLongValue()).isEqualTo(100 * 1024 * 1024));
    }

    @Test
    void the_feed_has_100_readers_a_pod() {
        assertThat(with(Map.of()).getConfigMapping(FeedConfig.class).maxReaders()).isEqualTo(100);
    }

    @Test
    void streams_linger_30_seconds_and_beat_every_15() {
        FollowConfig config = with(Map.of()).getConfigMapping(FollowConfig.class);
        assertThat(config.linger()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.maxFollowers()).isEqualTo(2000);
        assertThat(config.followerBuffer()).isEqualTo(500);
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.pollInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.overlap()).as("twice the timeout of the database and the allowance for clocks").isEmpty();
        assertThat(config.changeStreams()).isTrue();
        assertThat(config.changeStreamsOnMongos()).isFalse();
    }

    @Test
    void no_metadata_is_indexed_and_no_end() {
        assertThat(with(Map.of()).getConfigMapping(SessionsConfig.class).indexedMetadata()).isEmpty();
        assertThat(with(Map.of()).getConfigMapping(SessionsConfig.class).indexEnded()).isFalse();
    }

    @Test
    void anybody_may_come_in_unless_sign_in_is_set() {
        SecurityConfig config = with(Map.of()).getConfigMapping(SecurityConfig.class);
        assertThat(config.security()).isEqualTo(Mode.OFF);
        assertThat(with(Map.of()).getConfigMapping(TenantConfig.class).tenantClaim()).isEmpty();
        assertThat(config.scopeClaim()).isEqualTo("scope");
        assertThat(config.apiKeys().file()).isEmpty();
        assertThat(config.apiKeys().list()).isEmpty();
        assertThat(config.apiKeys().reloadInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(with(Map.of("sessions.security", "api-keys")).getConfigMapping(SecurityConfig.class).security())
                .isEqualTo(Mode.API_KEYS);
    }

    @Test
    void no_session_is_ended_by_time_and_where_one_is_to_be_it_is_looked_for_every_5_minutes() {
        assertThat(with(Map.of()).getConfigMapping(SessionsConfig.class).abandonAfter()).isEmpty();
        assertThat(with(Map.of()).getConfigMapping(SessionsConfig.class).retention()).isEmpty();
        SweepConfig sweep = with(Map.of()).getConfigMapping(SweepConfig.class);
        assertThat(sweep.interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(sweep.dryRun()).isFalse();
    }

    @Test
    void the_console_is_no_client_of_a_provider_unless_set_and_asks_who_it_is() {
        ConsoleConfig config = with(Map.of()).getConfigMapping(ConsoleConfig.class);
        assertThat(config.clientId()).isEmpty();
        assertThat(config.scopes()).isEqualTo("openid profile");
    }

    @Test
    void nothing_comes_from_kafka_unless_a_topic_is_set_and_all_pods_are_one_group() {
        KafkaConfig.In in = with(Map.of()).getConfigMapping(KafkaConfig.class).in();
        assertThat(in.topic()).isEmpty();
        assertThat(in.group()).isEqualTo("conversation-sessions");
        assertThat(in.deadLetterTopic()).as("the topic's name with .dead-letter behind it").isEmpty();
    }

    @Test
    void nothing_is_told_to_kafka_unless_a_topic_is_set_and_then_what_arrives_from_then_on() {
        KafkaConfig.Out out = with(Map.of()).getConfigMapping(KafkaConfig.class).out();
        assertThat(out.topic()).isEmpty();
        assertThat(out.from()).isEqualTo(KafkaConfig.From.NOW);
        assertThat(out.source()).isEqualTo("/conversation-sessions");
    }

    @Test
    void nobody_is_told_of_ends_and_whoever_is_has_15_seconds_and_is_tried_for_a_day() {
        WebhookConfig config = with(Map.of()).getConfigMapping(WebhookConfig.class);
        assertThat(config.url()).isEmpty();
        assertThat(config.secret()).isEmpty();
        assertThat(config.publicUrl()).isEmpty();
        assertThat(config.allowPrivateAddresses()).isFalse();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.giveUpAfter()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void settings_are_read_by_their_documented_names() {
        SmallRyeConfig config = with(Map.of("sessions.database.timeout", "2s", "sessions.event-types", "a,b",
                "sessions.indexed-metadata", "caller,shop"));
        assertThat(config.getConfigMapping(DatabaseConfig.class).timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.getConfigMapping(EventsConfig.class).eventTypes()).containsExactly("a", "b");
        assertThat(config.getConfigMapping(SessionsConfig.class).indexedMetadata()).contains(List.of("caller", "shop"));
    }

    /** Whoever adds a setting meets this list, and then the tests of defaults. */
    @Test
    void there_are_no_other_settings() {
        Set<String> settings = new TreeSet<>();
        for (Class<?> mapping : MAPPINGS) {
            String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
            Arrays.stream(mapping.getMethods()).forEach(method -> settings.add(prefix + " " + method.getName()));
        }
        assertThat(settings).containsExactly("sessions abandonAfter", "sessions apiKeys", "sessions eventTypes",
                "sessions indexEnded",
                "sessions indexedMetadata", "sessions retention", "sessions scopeClaim", "sessions security",
                "sessions tenantClaim",
                "sessions.append groupCommit", "sessions.append groupMaxBytes", "sessions.append groupMaxEvents",
                "sessions.append groupsInFlight", "sessions.append queueMaxBytes", "sessions.append queueMaxEvents",
                "sessions.cache endedPages", "sessions.cache events",
                "sessions.console clientId", "sessions.console scopes",
                "sessions.database clockAllowance", "sessions.database embeddedFile",
                "sessions.database indexCheckInterval",
                "sessions.database readinessTimeout", "sessions.database startRetryFirst", "sessions.database startRetryMost",
                "sessions.database timeout", "sessions.erasure sweepInterval", "sessions.erasure tombstoneLife",
                "sessions.feed maxReaders",
                "sessions.http accessLog", "sessions.http corsOrigins", "sessions.http maxBytes", "sessions.http maxRequests",
                "sessions.kafka in", "sessions.kafka out",
                "sessions.management port",
                "sessions.read-preference lists",
                "sessions.sharding enabled", "sessions.stream changeStreams", "sessions.stream changeStreamsOnMongos",
                "sessions.stream followerBuffer", "sessions.stream heartbeat", "sessions.stream linger",
                "sessions.stream maxFollowers", "sessions.stream overlap", "sessions.stream patience",
                "sessions.stream pollInterval", "sessions.sweep dryRun", "sessions.sweep interval",
                "sessions.webhook allowPrivateAddresses", "sessions.webhook giveUpAfter", "sessions.webhook publicUrl",
                "sessions.webhook secret", "sessions.webhook timeout", "sessions.webhook url");
    }

    @Test
    void every_mapping_of_settings_is_looked_at_here() {
        assertThat(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.conversation").stream().filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::getName)).containsExactlyInAnyOrderElementsOf(MAPPINGS.stream().map(Class::getName).toList());
    }

    private static SmallRyeConfig with(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).withValidateUnknown(false);
        MAPPINGS.forEach(builder::withMapping);
        return builder.build();
    }
}
