package io.conversation.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** What the build has written for Kubernetes: the pods, and that everything that has to find them does. */
class KubernetesIT {

    private static final String NAME = "app.kubernetes.io/name";

    private final Manifests manifests = Manifests.of(Manifests.KUBERNETES);
    private final Deployment deployment = manifests.the(Deployment.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().getFirst();

    private static Duration span(Probe probe) {
        return Duration.ofSeconds((long) probe.getPeriodSeconds() * probe.getFailureThreshold());
    }

    @Test
    void there_is_all_that_a_platform_expects_and_no_secret() {
        assertThat(manifests.all()).extracting(HasMetadata::getKind).containsExactlyInAnyOrder("ConfigMap", "Service",
                "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "Ingress", "Ingress",
                "ServiceMonitor");
        assertThat(manifests.all()).allSatisfy(one -> assertThat(one.getMetadata().getLabels())
                .containsEntry(NAME, "conversation-sessions").containsKeys("app.kubernetes.io/component",
                        "app.kubernetes.io/part-of"));
    }

    @Test
    void the_process_is_what_it_lives_by_and_the_database_what_it_is_ready_by() {
        assertThat(container.getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
    }

    @Test
    void the_probes_ask_the_management_port_to_which_the_service_does_not_lead() {
        int management = Integer.parseInt(manifests.the(ConfigMap.class).getData().get("SESSIONS_MANAGEMENT_PORT"));
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .extracting(probe -> probe.getHttpGet().getPort().getIntVal()).containsOnly(management);
        assertThat(container.getPorts()).extracting(ContainerPort::getContainerPort).containsExactlyInAnyOrder(8080,
                management);
        assertThat(manifests.the(Service.class).getSpec().getPorts()).extracting(ServicePort::getTargetPort)
                .containsExactly(new IntOrString(8080));
    }

    @Test
    void a_slow_start_is_not_taken_for_a_hanging_one() {
        assertThat(span(container.getStartupProbe())).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(span(container.getLivenessProbe())).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void readiness_has_longer_than_it_waits_for_the_database() {
        assertThat(container.getReadinessProbe().getTimeoutSeconds()).isGreaterThan(1);
        assertThat(span(container.getReadinessProbe())).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void it_has_the_memory_that_its_image_is_made_for_and_no_more_processors_than_its_buffers_have_room_for() {
        Map<String, Quantity> limits = container.getResources().getLimits();
        Map<String, Quantity> requests = container.getResources().getRequests();
        assertThat(limits.get("memory")).isEqualTo(new Quantity("256Mi")).isEqualTo(requests.get("memory"));
        assertThat(limits.get("cpu")).isEqualTo(new Quantity("2"));
        assertThat(requests.get("cpu").getNumericalAmount()).isPositive();
    }

    @Test
    void it_is_the_user_of_the_image_and_never_root() throws Exception {
        String user = pod.getSecurityContext().getRunAsUser() + ":" + pod.getSecurityContext().getRunAsGroup();
        for (String image : List.of("jvm", "native", "native-micro")) {
            assertThat(Files.readAllLines(Path.of("src", "main", "docker", "Dockerfile." + image))).contains("USER " + user);
        }
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    }

    @Test
    void it_may_nothing_that_it_does_not_need() {
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    }

    @Test
    void it_writes_to_a_small_tmp_alone() {
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getVolumeMounts()).singleElement()
                .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/tmp"));
        assertThat(pod.getVolumes()).singleElement().satisfies(volume -> {
            assertThat(volume.getName()).isEqualTo(container.getVolumeMounts().getFirst().getName());
            assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull();
        });
    }

    @Test
    void its_pods_are_spread_over_zones_and_hosts() {
        assertThat(pod.getTopologySpreadConstraints()).extracting(TopologySpreadConstraint::getTopologyKey)
                .containsExactlyInAnyOrder("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        assertThat(pod.getTopologySpreadConstraints())
                .allSatisfy(spread -> finds_the_pods(spread.getLabelSelector().getMatchLabels()));
    }

    @Test
    void it_has_longer_to_end_than_it_takes() {
        Map<String, String> settings = manifests.the(ConfigMap.class).getData();
        Duration delay = seconds(settings.get("QUARKUS_SHUTDOWN_DELAY"));
        assertThat(delay).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
                .isGreaterThanOrEqualTo(delay.plus(seconds(settings.get("QUARKUS_SHUTDOWN_TIMEOUT"))).plusSeconds(5));
    }

    private static Duration seconds(String setting) {
        return Duration.parse("PT" + setting);
    }

    @Test
    void an_update_takes_no_pod_away_before_another_is_ready() {
        assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
        assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getIntVal()).isPositive();
    }

    @Test
    void its_settings_are_some_that_the_readme_knows() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        for (Path file : List.of(Manifests.KUBERNETES, Manifests.KNATIVE)) {
            assertThat(Manifests.of(file).the(ConfigMap.class).getData().keySet()).isNotEmpty()
                    .allMatch(setting -> readme.contains("`" + setting + "`"));
        }
    }

    @Test
    void its_settings_are_a_config_map_and_its_connection_string_a_secret() {
        assertThat(container.getEnvFrom()).singleElement().satisfies(from -> assertThat(from.getConfigMapRef().getName())
                .isEqualTo(manifests.the(ConfigMap.class).getMetadata().getName()));
        Map<String, EnvVar> variables = container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, one -> one));
        SecretKeySelector secret = variables.get("QUARKUS_MONGODB_CONNECTION_STRING").getValueFrom().getSecretKeyRef();
        assertThat(secret.getName()).isEqualTo("conversation-sessions-mongodb");
        assertThat(secret.getKey()).isEqualTo("connection-string");
        assertThat(variables.values()).allSatisfy(variable -> assertThat(variable.getValue()).isNull());
    }

    @Test
    void the_service_finds_the_pods_of_any_version() {
        Service service = manifests.the(Service.class);
        finds_the_pods(service.getSpec().getSelector());
        finds_the_pods(deployment.getSpec().getSelector().getMatchLabels());
        assertThat(service.getSpec().getPorts()).extracting(ServicePort::getName).containsExactly("http");
    }

    private void finds_the_pods(Map<String, String> selector) {
        assertThat(selector).isEqualTo(Map.of(NAME, "conversation-sessions"));
        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels()).containsAllEntriesOf(selector);
    }
}
