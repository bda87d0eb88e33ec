package io.conversation.security;

import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;

/**
 * Has the framework connect to a provider only where sign-in is by one: what is set of a provider beside another mode does
 * nothing. Where nothing says which provider, {@link SignIn} tells all that is missing, and not the framework the first of it.
 */
@Priority(Priorities.LIBRARY + 600)
public class OidcSwitch implements ConfigSourceInterceptor {

    static final String SERVER = "quarkus.oidc.auth-server-url";
    static final String PUBLIC_KEY = "quarkus.oidc.public-key";

    private static final String ENABLED = "quarkus.oidc.tenant-enabled";

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.equals(ENABLED)) {
            return context.proceed(name);
        }
        boolean enabled = "oidc".equalsIgnoreCase(text(context, "sessions.security"))
                && (text(context, SERVER) != null || text(context, PUBLIC_KEY) != null);
        return ConfigValue.builder().withName(ENABLED).withValue(Boolean.toString(enabled)).build();
    }

    private static String text(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        return value == null || value.getValue() == null || value.getValue().isBlank() ? null : value.getValue();
    }
}
