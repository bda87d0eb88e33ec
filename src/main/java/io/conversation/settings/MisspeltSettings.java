package io.conversation.settings;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.Priorities;

/**
 * Has an environment variable {@code SESSIONS_…} that is no setting refused like any other such name, and the nearest one told.
 * The framework passes over what it does not know of the environment, and a retention that is misspelt would never be kept.
 */
@Priority(Priorities.LIBRARY + 700)
public class MisspeltSettings implements ConfigSourceInterceptor {

    private static final String OURS = "sessions.";
    private static final String INTERNAL = "sessions.internal.";
    /** What Kubernetes gives each pod for a service of the name {@code sessions}, or one that begins so. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "sessions\\.(.+\\.)?(service\\.host|service\\.port(\\..+)?|port\\.\\d+\\.(tcp|udp|sctp)(\\.(proto|port|addr))?)");
    private static final Pattern ITS_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final int HARDLY_DIFFERENT = 4;

    /** The names that settings are read by, before any other is looked at. */
    private final transient Set<String> settings = ConcurrentHashMap.newKeySet();

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (!name.startsWith(OURS) || name.startsWith(INTERNAL)) {
            return value;
        }
        if (value == null || value.getConfigSourceName() == null
                || !value.getConfigSourceName().startsWith(EnvConfigSource.NAME)) {
            settings.add(name);
            return value;
        }
        if (isServiceLink(name, value.getValue())) {
            return value;
        }
        return value.withConfigSourceName("the environment as " + asVariable(name) + nearest(name)
                .map(near -> " (is " + asVariable(near) + " meant?)").orElse(""));
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name.replaceAll("[-\\[\\]]+", ".")).matches()
                || name.endsWith(".port") && value != null && ITS_ADDRESS.matcher(value).matches();
    }

    private Optional<String> nearest(String name) {
        return settings.stream().filter(setting -> !setting.equals(name))
                .filter(setting -> distance(setting, name) <= HARDLY_DIFFERENT)
                .min(Comparator.comparingInt(setting -> distance(setting, name)));
    }

    private static String asVariable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** By Levenshtein: how many letters are wrong, missing or too many; dots and dashes are the same in a variable. */
    private static int distance(String one, String other) {
        String a = one.replace('-', '.');
        String b = other.replace('-', '.');
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
