package io.conversation.database;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;

/**
 * Keeps a {@code mongodb+srv} connection string from the framework, which looks it up while it starts and ends the process when
 * DNS fails, and a malformed one, which it would quote in the log with the password in it. The framework sees a placeholder in
 * its place, {@link DatabaseAddress} the real one, which it looks up until that succeeds, or refuses.
 */
public class SrvDeferral implements ConfigSourceInterceptor {

    static final String SRV = "mongodb+srv://";
    /** Under this name the connection string is what it was set to. */
    static final String AS_SET = "sessions.internal.connection-string-as-set";

    private static final String CONNECTION_STRING = "quarkus.mongodb.connection-string";
    private static final String PLACEHOLDER = "mongodb://looked-up-later.invalid";

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (name.equals(AS_SET)) {
            return context.proceed(CONNECTION_STRING);
        }
        ConfigValue value = context.proceed(name);
        return name.equals(CONNECTION_STRING) && value != null && value.getValue() != null && isForNobodyElse(value.getValue())
                ? value.withValue(PLACEHOLDER)
                : value;
    }

    private static boolean isForNobodyElse(String connectionString) {
        return connectionString.startsWith(SRV) || ConnectionStringForm.isMalformed(connectionString);
    }
}
