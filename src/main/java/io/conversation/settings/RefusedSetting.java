package io.conversation.settings;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * A setting with which the service does not start. The framework tells its cause alone, in a line, and no stack trace. Whoever
 * throws it is made at the start, before any thread goes to work, and not with the first request.
 */
public final class RefusedSetting extends IllegalArgumentException {

    /** When those are made, by {@code @Startup}, that may throw one. */
    public static final int LOOKED_FOR = 1;

    /** @param told begins with the setting's name */
    public RefusedSetting(String told) {
        super(told, new ConfigurationException(told));
    }
}
