package io.conversation.erasure;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.conversation.Settings;
import io.conversation.settings.RefusedSetting;

class ErasureSettingsTest {

    @Test
    void tombstones_for_longer_than_can_be_reckoned_with_are_refused() {
        ErasureConfig config = Settings.of(ErasureConfig.class, Map.of("sessions.erasure.tombstone-life", "P999999999D"));
        assertThatThrownBy(() -> new Erasures(null, null, config)).isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith("sessions.erasure.tombstone-life: ")
                .hasMessageContaining("a thousand years at the most");
    }
}
