package io.conversation.event;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.conversation.Settings;
import io.conversation.settings.RefusedSetting;

class AppendSettingsTest {

    @ParameterizedTest
    @CsvSource({ "sessions.append.group-max-events,10001,sessions.append.queue-max-events",
            "sessions.append.group-max-bytes,2G,cannot be written at once" })
    void a_group_that_never_comes_together_or_cannot_be_written_is_refused(String setting, String value, String why) {
        AppendConfig config = Settings.of(AppendConfig.class, Map.of(setting, value));
        assertThatThrownBy(
                () -> new EventAppender(null, null, null, null, null, config, null, null, null, null, null, null, null))
                .isInstanceOf(RefusedSetting.class).hasMessageStartingWith(setting + ": ").hasMessageContaining(why);
    }
}
