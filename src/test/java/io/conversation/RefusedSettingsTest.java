package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.settings.Count;
import io.conversation.settings.Size;
import io.conversation.settings.Switch;
import io.conversation.settings.Times;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.WithConverter;

/**
 * A wrong value, or a name that is none, ends the start with the setting's name; never is it taken for another, or for none.
 */
class RefusedSettingsTest {

    private static final List<String> WRONG_TIMES = List.of("5", "-5", "5 minutes", "5ms5", "soon");
    private static final List<String> WRONG_PAUSES = List.of("0s", "0", "0.0001s", "-5s", "25h", "P999999999D");
    private static final Map<Class<?>, List<String>> WRONG = Map.of(
            Times.WithUnit.class, WRONG_TIMES,
            Times.UpToADay.class, List.of("5", "soon", "-1ms", "25h"),
            Times.Pause.class, Stream.concat(WRONG_TIMES.stream(), WRONG_PAUSES.stream()).toList(),
            Size.class, List.of("1024", "4 M", "-4M", "0K", "1000B", "1025G", "99999999999999999999G", "much", "4MB"),
            Count.class, List.of("0", "-1", "1.5", "4k", "1000001", "99999999999", "many"),
            Switch.class, List.of("ture", "flase", "enabled", "2"));

    private static void eachSetting(BiConsumer<String, Method> told) {
        SettingsTest.MAPPINGS.forEach(mapping -> each(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), told));
    }

    private static void each(Class<?> mapping, String prefix, BiConsumer<String, Method> told) {
        for (Method method : mapping.getMethods()) {
            String name = prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            if (method.getReturnType().isInterface() && method.getReturnType().getName().startsWith("io.conversation")) {
                each(method.getReturnType(), name, told);
            } else {
                told.accept(name, method);
            }
        }
    }

    /** The converter of the value itself, or of what is in the Optional. */
    private static Class<?> converter(Method method) {
        AnnotatedType type = method.getAnnotatedReturnType();
        WithConverter with = method.getAnnotation(WithConverter.class);
        if (with == null && type instanceof AnnotatedParameterizedType optional) {
            with = optional.getAnnotatedActualTypeArguments()[0].getAnnotation(WithConverter.class);
        }
        return with == null ? null : with.value();
    }

    private static Class<?> typeOf(Method method) {
        return method.getReturnType() != Optional.class ? method.getReturnType()
                : method.getAnnotatedReturnType() instanceof AnnotatedParameterizedType optional
                        && optional.getAnnotatedActualTypeArguments()[0].getType() instanceof Class<?> value ? value : null;
    }

    @Test
    void each_time_size_number_and_switch_is_read_by_what_refuses_wrong_ones() {
        eachSetting((name, method) -> {
            Class<?> type = typeOf(method);
            if (type == Duration.class || type == MemorySize.class || type == int.class || type == Integer.class
                    || type == long.class || type == boolean.class || type == Boolean.class) {
                assertThat(converter(method)).as("%s needs @WithConverter with one of io.conversation.settings: Times.Pause, "
                        + "Times.UpToADay, Times.WithUnit, Size, Count or Switch", name).isIn(WRONG.keySet());
            }
        });
    }

    private static Stream<String> values(Class<?> converter) {
        return converter == null ? Stream.empty() : WRONG.getOrDefault(converter, List.of()).stream();
    }

    static Stream<Arguments> wrongValues() {
        List<Arguments> wrong = new ArrayList<>();
        eachSetting((name, method) -> {
            Stream<String> values = method.getReturnType().isEnum() ? Stream.of("maybe", "ofidc")
                    : values(converter(method));
            values.forEach(value -> wrong.add(Arguments.of(name, value)));
        });
        return wrong.stream();
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void a_wrong_value_is_refused_by_the_name_of_its_setting(String name, String value) {
        assertThatThrownBy(() -> properties(Map.of(name, value))).isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name).hasMessageContaining(value);
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        assertThatThrownBy(() -> properties(Map.of("sessions.database.timeout", "5", "sessions.sweep.dry-run", "ture",
                "sessions.append.queue-max-bytes", "33554432")))
                .hasMessageContainingAll("sessions.database.timeout", "say 5s for seconds", "sessions.sweep.dry-run",
                        "true or false", "sessions.append.queue-max-bytes", "say 33554432B for bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = { "250ms", "5s", "2m", "24h", "PT1H30M", "1h30m", "1.5s" })
    void a_time_has_a_unit(String time) {
        assertThatCode(() -> properties(Map.of("sessions.database.timeout", time))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({ "SESSIONS_RETENSION,SESSIONS_RETENTION", "SESSIONS_SWEEP_DRYRUN,SESSIONS_SWEEP_DRY_RUN",
            "SESSIONS_DATABASE_TIME_OUT,SESSIONS_DATABASE_TIMEOUT", "SESSIONS_INDEXED_META_DATA,SESSIONS_INDEXED_METADATA" })
    void a_misspelt_variable_is_refused_and_the_nearest_one_named(String misspelt, String meant) {
        assertThatThrownBy(() -> environment(Map.of(misspelt, "1"))).isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(misspelt + " (is " + meant + " meant?)");
    }

    @Test
    void one_that_is_like_no_setting_is_refused_too() {
        assertThatThrownBy(() -> environment(Map.of("SESSIONS_COLOUR_OF_THE_CONSOLE", "blue")))
                .hasMessageContaining("SESSIONS_COLOUR_OF_THE_CONSOLE does not map");
    }

    @Test
    void a_misspelt_property_is_refused() {
        assertThatThrownBy(() -> properties(Map.of("sessions.retension", "30d"))).isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("sessions.retension in ");
    }

    @Test
    void each_setting_can_be_a_variable() {
        Settings.defaults(SettingsTest.MAPPINGS).forEach((name, value) -> {
            if (value != null) {
                String variable = name.replaceAll("[.-]", "_").toUpperCase();
                assertThatCode(() -> environment(Map.of(variable, value))).as(variable).doesNotThrowAnyException();
            }
        });
        assertThatCode(() -> environment(Map.of("SESSIONS_RETENTION", "30d", "SESSIONS_API_KEYS_FILE", "/keys",
                "SESSIONS_HTTP_CORS_ORIGINS", "*"))).doesNotThrowAnyException();
    }

    @Test
    void what_kubernetes_tells_of_a_service_called_sessions_is_no_setting_and_not_refused() {
        Map<String, String> links = Map.of("SESSIONS_SERVICE_HOST", "10.0.0.1", "SESSIONS_SERVICE_PORT", "8080",
                "SESSIONS_SERVICE_PORT_HTTP", "8080", "SESSIONS_PORT", "tcp://10.0.0.1:8080",
                "SESSIONS_PORT_8080_TCP", "tcp://10.0.0.1:8080", "SESSIONS_PORT_8080_TCP_ADDR", "10.0.0.1",
                "SESSIONS_API_SERVICE_HOST", "10.0.0.1", "SESSIONS_API_PORT_80_TCP_PROTO", "tcp");
        assertThatCode(() -> environment(links)).doesNotThrowAnyException();
    }

    private static void properties(Map<String, String> given) {
        Settings.all(SettingsTest.MAPPINGS, given, Map.of());
    }

    private static void environment(Map<String, String> given) {
        Settings.all(SettingsTest.MAPPINGS, Map.of(), given);
    }
}
