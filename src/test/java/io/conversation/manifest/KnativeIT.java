package io.conversation.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** What the build has written for Knative: the same pod, as far as Knative takes it, that is there when somebody asks. */
class KnativeIT {

    private static final String AUTOSCALING = "autoscaling.knative.dev/";

    private final Manifests manifests = Manifests.of(Manifests.KNATIVE);
    private final Service service = manifests.the(Service.class);
    private final RevisionSpec revision = service.getSpec().getTemplate().getSpec();
    private final Container container = revision.getContainers().getFirst();
    private final PodSpec pod = Manifests.of(Manifests.KUBERNETES).the(Deployment.class).getSpec().getTemplate().getSpec();

    private String autoscaling(String name) {
        return service.getSpec().getTemplate().getMetadata().getAnnotations().get(AUTOSCALING + name);
    }

    private List<Probe> probes() {
        return List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe());
    }

    @Test
    void there_is_a_service_with_its_settings_and_no_secret() {
        assertThat(manifests.all()).extracting(HasMetadata::getKind).containsExactlyInAnyOrder("ConfigMap", "Service");
    }

    @Test
    void there_is_nobody_when_nobody_asks_and_ten_at_the_most() {
        assertThat(autoscaling("min-scale")).isEqualTo("0");
        assertThat(autoscaling("max-scale")).isEqualTo("10");
    }

    @Test
    void another_pod_comes_before_one_has_all_that_it_takes() {
        assertThat(autoscaling("metric")).isEqualTo("concurrency");
        assertThat(Long.parseLong(autoscaling("target"))).isLessThan(revision.getContainerConcurrency());
        assertThat(revision.getContainerConcurrency()).as("sessions.http.max-requests").isLessThanOrEqualTo(1000);
    }

    /** Knative looks every 50 ms where no period is given, and then refuses timeout and threshold. */
    @Test
    void the_request_that_wakes_it_does_not_wait_for_a_probe() {
        assertThat(probes()).allSatisfy(probe -> assertThat(probe.getInitialDelaySeconds()).isIn(null, 0));
        Probe readiness = container.getReadinessProbe();
        assertThat(List.of(readiness.getPeriodSeconds(), readiness.getTimeoutSeconds(), readiness.getFailureThreshold()))
                .containsOnly(0);
        assertThat(container.getStartupProbe().getPeriodSeconds()).isEqualTo(1);
    }

    @Test
    void the_process_is_what_it_lives_by_and_the_database_what_it_is_ready_by() {
        assertThat(probes()).extracting(probe -> probe.getHttpGet().getPath()).containsExactly("/q/health/live",
                "/q/health/live", "/q/health/ready");
    }

    @Test
    void its_probes_ask_the_one_port_that_it_may_have() {
        assertThat(container.getPorts()).singleElement()
                .satisfies(port -> assertThat(port.getContainerPort()).isEqualTo(8080));
        assertThat(probes()).extracting(probe -> probe.getHttpGet().getPort()).containsOnlyNulls();
        assertThat(manifests.the(ConfigMap.class).getData()).doesNotContainKey("SESSIONS_MANAGEMENT_PORT");
    }

    @Test
    void a_stream_lasts_as_long_as_knative_allows_unless_told() {
        assertThat(revision.getTimeoutSeconds()).isEqualTo(600);
        assertThat(revision.getIdleTimeoutSeconds()).isNull();
        assertThat(revision.getResponseStartTimeoutSeconds()).isNull();
    }

    @Test
    void it_may_nothing_that_the_pod_on_kubernetes_may_not() {
        assertThat(container.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getRunAsUser()).isEqualTo(pod.getSecurityContext().getRunAsUser());
        assertThat(container.getSecurityContext().getRunAsGroup()).isEqualTo(pod.getSecurityContext().getRunAsGroup());
        assertThat(container.getSecurityContext().getSeccompProfile())
                .isEqualTo(pod.getSecurityContext().getSeccompProfile());
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities())
                .isEqualTo(pod.getContainers().getFirst().getSecurityContext().getCapabilities());
        assertThat(revision.getAutomountServiceAccountToken()).isFalse();
    }

    @Test
    void it_writes_to_a_small_tmp_alone() {
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getVolumeMounts()).isEqualTo(pod.getContainers().getFirst().getVolumeMounts());
        assertThat(revision.getVolumes()).isEqualTo(pod.getVolumes());
    }

    /** By the feature flags that Knative has when it is installed: it refuses a Service with any of these. */
    @Test
    void it_asks_for_nothing_that_has_to_be_switched_on_first() {
        assertThat(revision.getSecurityContext()).isNull();
        assertThat(revision.getTopologySpreadConstraints()).isEmpty();
        assertThat(revision.getTerminationGracePeriodSeconds()).isNull();
        assertThat(container.getLifecycle()).isNull();
        assertThat(container.getEnv()).allSatisfy(variable -> assertThat(variable.getValueFrom().getFieldRef()).isNull());
    }

    @Test
    void it_has_the_memory_of_a_native_program() {
        Map<String, Quantity> requests = container.getResources().getRequests();
        assertThat(requests.get("memory")).isEqualTo(new Quantity("128Mi"));
        assertThat(container.getResources().getLimits().get("memory")).isEqualTo(new Quantity("256Mi"));
    }

    @Test
    void its_settings_are_a_config_map_and_its_connection_string_a_secret() {
        assertThat(container.getEnvFrom()).isEqualTo(pod.getContainers().getFirst().getEnvFrom());
        assertThat(container.getEnv()).isEqualTo(pod.getContainers().getFirst().getEnv());
    }
}
