package io.conversation.retention;

import java.util.List;

import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;

/**
 * Has the framework's scheduler started only where a setting gives it something to do; without, it has no thread. Said here, as
 * it looks for jobs before {@link Sweeps} can add one.
 */
@Priority(Priorities.LIBRARY + 600)
public class SweepSwitch implements ConfigSourceInterceptor {

    private static final String START_MODE = "quarkus.scheduler.start-mode";
    private static final List<String> ASKING = List.of("sessions.retention", "sessions.abandon-after");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.equals(START_MODE)) {
            return context.proceed(name);
        }
        boolean asked = ASKING.stream().map(context::proceed).anyMatch(SweepSwitch::isSet);
        return ConfigValue.builder().withName(START_MODE).withValue(asked ? "forced" : "normal").build();
    }

    private static boolean isSet(ConfigValue value) {
        return value != null && value.getValue() != null && !value.getValue().isBlank();
    }
}
