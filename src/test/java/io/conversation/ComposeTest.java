package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;

/** What {@code docker compose up} is given holds together: files, names, ports and settings. */
class ComposeTest {

    private static final Path FILES = Path.of("src/main/compose");
    private static final Map<String, Map<String, Object>> SERVICES = services("compose.yaml");
    private static final Map<String, Map<String, Object>> SIGN_IN = services("src/main/compose/sign-in.yaml");
    private static final Set<String> PODS = Set.of("pod-1", "pod-2");

    /** With what a service has by anchors and merge keys. */
    private static Map<String, Object> parsed(String file) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(read(Path.of(file)));
    }

    private static Map<String, Map<String, Object>> services(String file) {
        Map<String, Map<String, Object>> services = new TreeMap<>();
        map(parsed(file).get("services")).forEach((name, service) -> services.put(name, map(service)));
        return services;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(file + " is not there", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static List<String> strings(Object value) {
        return value == null ? List.of() : ((Collection<?>) value).stream().map(Object::toString).toList();
    }

    /** Of all services of both files, what each has at the key. */
    private static Stream<Object> all(String key) {
        return Stream.concat(SERVICES.values().stream(), SIGN_IN.values().stream()).map(service -> service.get(key))
                .filter(value -> value != null);
    }

    @Test
    void whatever_is_mounted_is_there_and_each_file_is_used() {
        Set<String> mounted = all("volumes").flatMap(volumes -> strings(volumes).stream()).filter(each -> each.startsWith("./"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(mounted).isNotEmpty().allMatch(each -> each.endsWith(":ro"))
                .allSatisfy(each -> assertThat(Path.of(each.split(":")[0])).isRegularFile());
        assertThat(FILES.toFile().list()).allMatch(file -> file.equals("sign-in.yaml")
                || mounted.stream().anyMatch(each -> each.startsWith("./src/main/compose/" + file + ":")));
        Set<String> kept = map(parsed("compose.yaml").get("volumes")).keySet();
        assertThat(SERVICES.values().stream().flatMap(service -> strings(service.get("volumes")).stream())
                .filter(each -> !each.startsWith(".")).map(each -> each.split(":")[0]))
                .containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void who_is_waited_for_is_there_and_tells_when_it_is_time() {
        Map<String, Map<String, Object>> both = new TreeMap<>(SERVICES);
        both.put("keycloak", SIGN_IN.get("keycloak"));
        assertThat(SERVICES.keySet()).containsAll(PODS);
        all("depends_on").filter(Map.class::isInstance).forEach(each -> map(each).forEach((name, how) -> {
            assertThat(both).containsKey(name);
            if (map(how).get("condition").equals("service_healthy")) {
                assertThat(both.get(name)).as(name).containsKey("healthcheck");
            } else {
                assertThat(both.get(name)).as(name).doesNotContainKeys("healthcheck", "restart");
            }
        }));
        assertThat(both.keySet()).containsAll(SIGN_IN.keySet());
    }

    @Test
    void images_have_versions_and_ports_are_for_this_machine_alone() {
        assertThat(all("image").map(Object::toString)).allMatch(image -> image.matches(".+:v?\\d+(\\.\\d+)+(-\\w+)?")
                || image.equals("conversation-sessions:laptop"));
        assertThat(all("ports").flatMap(ports -> strings(ports).stream())).hasSize(4)
                .allMatch(port -> port.startsWith("127.0.0.1:")).doesNotHaveDuplicates();
    }

    @Test
    void pods_are_as_confined_as_the_image_allows() {
        for (String pod : PODS) {
            assertThat(SERVICES.get(pod)).containsEntry("read_only", true).containsEntry("tmpfs", List.of("/tmp"))
                    .containsEntry("cap_drop", List.of("ALL")).doesNotContainKeys("ports", "volumes", "privileged");
        }
        String dockerfile = map(SERVICES.get("pod-1").get("build")).get("dockerfile").toString();
        assertThat(read(Path.of(dockerfile))).contains("\nUSER 10001:10001\n").contains(" AS built\n")
                .contains("ARG PACKAGE=here\n");
    }

    @Test
    void settings_are_those_that_the_service_has() {
        String documents = read(Path.of("README.md")) + read(Path.of("docs/OPERATIONS.md"));
        Set<String> given = Stream.concat(Stream.of(SERVICES), Stream.of(SIGN_IN))
                .flatMap(services -> PODS.stream().flatMap(pod -> map(services.get(pod).get("environment")).keySet().stream()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(given.stream().filter(name -> name.startsWith("SESSIONS_"))).isNotEmpty().isSubsetOf(ours());
        assertThat(given).allSatisfy(name -> assertThat(documents).contains(name));
    }

    private static Set<String> ours() {
        return SettingsTest.MAPPINGS.stream().map(ConfigClass::configClass)
                .flatMap(mapping -> ConfigMappings.getProperties(mapping).keySet().stream())
                .map(name -> name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase()).collect(Collectors.toSet());
    }

    @Test
    void nginx_and_prometheus_know_each_pod() {
        assertThat(found("server (pod-\\d+:\\d+) ", "pods.conf")).containsExactlyInAnyOrder("pod-1:8080", "pod-2:8080");
        for (String file : List.of("prometheus.yaml", "prometheus-sign-in.yaml")) {
            assertThat(found("(pod-\\d+:\\d+)", file)).as(file).containsExactlyInAnyOrder("pod-1:8080", "pod-2:8080");
        }
        assertThat(found("grpc_pass|(listen \\d+);", "nginx.conf")).contains("listen 8080");
    }

    private static List<String> found(String pattern, String file) {
        return Pattern.compile(pattern).matcher(read(FILES.resolve(file))).results().map(MatchResult::group)
                .map(each -> each.replaceAll("^server |[ ;]+$", "")).toList();
    }

    @Test
    void the_realm_has_what_the_service_is_told_of_it() {
        JsonNode realm = Json.parse(read(FILES.resolve("keycloak.json")));
        Map<String, Object> settings = map(SIGN_IN.get("pod-1").get("environment"));
        assertThat(settings.get("QUARKUS_OIDC_TOKEN_ISSUER").toString()).endsWith("/realms/" + realm.get("realm").asText());
        assertThat(Json.texts(realm.at("/roles/realm"), "name")).containsExactlyInAnyOrder("sessions:read", "sessions:write",
                "sessions:admin");
        assertThat(Json.texts(realm.get("clients"), "clientId"))
                .contains(settings.get("SESSIONS_CONSOLE_CLIENT_ID").toString());
        assertThat(realm.get("clients")).allSatisfy(
                client -> assertThat(client.at("/protocolMappers/0/config/included.custom.audience").asText())
                        .isEqualTo(settings.get("QUARKUS_OIDC_TOKEN_AUDIENCE")));
    }
}
