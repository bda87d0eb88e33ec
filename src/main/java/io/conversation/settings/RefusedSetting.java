package io.conversation.settings;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * A setting with which the service does not start. The framework tells its cause alone, in a line, and no stack trace. Whoever
 * throws it is made at the start, as an observer or by {@code @Startup}, and not with the first request.
 */
public final class RefusedSetting extends IllegalArgumentException {

    /** @param told begins with the setting's name */
    public RefusedSetting(String told) {
        super(told, new ConfigurationException(told));
    }
}
