package io.conversation.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class LifetimesTest {

    @ParameterizedTest
    @CsvSource({ "sessions.retention,0", "sessions.retention,-PT1S", "sessions.retention,P999999999D",
            "sessions.abandon-after,P999999999D", "sessions.abandon-after,0s", "sessions.abandon-after,-PT1H",
            "sessions.sweep.interval,0",
            "sessions.sweep.interval,-PT5M" })
    void what_is_no_time_is_refused_at_start_by_its_name(String setting, String time) {
        assertThatThrownBy(() -> lifetimes(Map.of(setting, time))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting + ": ")
                .hasMessageEndingWith("has to be longer than zero, and a thousand years at the most");
    }

    @Test
    void what_is_not_set_is_off() {
        assertThat(lifetimes(Map.of()).abandonAfter()).isEmpty();
        assertThat(lifetimes(Map.of()).retention()).isEmpty();
        assertThat(lifetimes(Map.of("sessions.retention", "30d")).retention()).contains(Duration.ofDays(30));
        assertThat(lifetimes(Map.of("sessions.abandon-after", "36h")).abandonAfter()).contains(Duration.ofHours(36));
    }

    private static Lifetimes lifetimes(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).withValidateUnknown(false)
                .withMapping(SessionsConfig.class).withMapping(SweepConfig.class).build();
        return new Lifetimes(config.getConfigMapping(SessionsConfig.class), config.getConfigMapping(SweepConfig.class));
    }
}
