package io.conversation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.conversation.settings.MisspeltSettings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Settings as the service reads them, without the service. */
public final class Settings {

    private Settings() {
    }

    /** One mapping with its defaults, but for what is given. */
    public static <T> T of(Class<T> mapping, Map<String, String> given) {
        return all(List.of(mapping), given, Map.of()).getConfigMapping(mapping);
    }

    /** Refuses what is no setting of any mapping, like the service. */
    static SmallRyeConfig all(List<Class<?>> mappings, Map<String, String> properties, Map<String, String> environment) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withInterceptors(new MisspeltSettings())
                .withSources(new PropertiesConfigSource(properties, "config/application.properties", 100),
                        new EnvConfigSource(environment, EnvConfigSource.ORDINAL));
        mappings.forEach(builder::withMapping);
        return builder.build();
    }

    /** Every name, as in {@code sessions.database.timeout}, with its default, which is null where there is none. */
    static Map<String, String> defaults(List<Class<?>> mappings) {
        Map<String, String> defaults = new HashMap<>();
        mappings.forEach(mapping -> ConfigClass.configClass(mapping).getProperties().forEach((name, value) -> {
            String setting = name.replace("[*]", "");
            defaults.put(setting, value != null ? value : defaults.get(setting));
        }));
        return defaults;
    }
}
