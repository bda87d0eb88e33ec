package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.conversation.Settings;
import io.conversation.settings.RefusedSetting;

class RetrySettingsTest {

    @Test
    void a_first_pause_that_is_longer_than_the_longest_is_refused() {
        DatabaseConfig config = Settings.of(DatabaseConfig.class, Map.of("sessions.database.start-retry-first", "20s"));
        assertThatThrownBy(() -> new IndexInitializer(null, null, null, config, null, null, null, null, null, null))
                .isInstanceOf(RefusedSetting.class).hasMessageStartingWith("sessions.database.start-retry-first: ")
                .hasMessageContaining("sessions.database.start-retry-most");
    }
}
