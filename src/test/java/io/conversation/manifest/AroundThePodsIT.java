package io.conversation.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;

/** What the build has written around the pods: the way in, how many there are, who may speak with them, who watches them. */
class AroundThePodsIT {

    private static final String NGINX = "nginx.ingress.kubernetes.io/";
    private static final Map<String, String> PODS = Map.of("app.kubernetes.io/name", "conversation-sessions");

    private final Manifests manifests = Manifests.of(Manifests.KUBERNETES);
    private final Deployment deployment = manifests.the(Deployment.class);
    private final Ingress ingress = manifests.the(Ingress.class);
    private final Ingress imports = manifests.the(Ingress.class, "-import");
    private final IngressRule rule = ingress.getSpec().getRules().getFirst();

    private static String annotation(Ingress ingress, String name) {
        return ingress.getMetadata().getAnnotations().get(NGINX + name);
    }

    @Test
    void streams_pass_as_they_come() {
        assertThat(annotation(ingress, "proxy-buffering")).isEqualTo("off");
        assertThat(Integer.parseInt(annotation(ingress, "proxy-read-timeout"))).isGreaterThan(2 * 15);
    }

    /** What begins to answer is sent nothing more by HTTP/1.1. */
    @Test
    void imports_are_answered_while_they_are_sent_however_long_they_are() {
        HTTPIngressPath path = imports.getSpec().getRules().getFirst().getHttp().getPaths().getFirst();
        assertThat(path.getPathType() + " " + path.getPath()).isEqualTo("Exact /sessions/import");
        assertThat(annotation(imports, "backend-protocol")).isEqualTo("GRPC");
        assertThat(annotation(imports, "proxy-request-buffering")).isEqualTo("off");
        assertThat(annotation(imports, "proxy-body-size")).isEqualTo("0");
        assertThat(Integer.parseInt(annotation(imports, "proxy-read-timeout"))).isGreaterThan(45);
    }

    @Test
    void the_service_says_what_is_too_large() {
        assertThat(annotation(ingress, "proxy-body-size")).isEqualTo("0");
    }

    @Test
    void an_erasure_is_answered_before_the_ingress_gives_up() {
        assertThat(Integer.parseInt(annotation(ingress, "proxy-read-timeout"))).isGreaterThan(45);
    }

    @Test
    void what_fails_at_one_pod_goes_to_another_a_post_like_any_other() {
        assertThat(annotation(ingress, "proxy-next-upstream").split(" ")).contains("error", "timeout", "http_503",
                "non_idempotent");
        assertThat(annotation(ingress, "proxy-next-upstream-tries")).isEqualTo("2");
    }

    @Test
    void the_host_has_a_certificate() {
        for (Ingress one : List.of(ingress, imports)) {
            assertThat(one.getSpec().getRules()).extracting(IngressRule::getHost).containsExactly(rule.getHost());
            assertThat(one.getSpec().getTls()).singleElement().satisfies(tls -> {
                assertThat(tls.getHosts()).containsExactly(rule.getHost());
                assertThat(tls.getSecretName()).isEqualTo("conversation-sessions-tls");
            });
        }
    }

    @Test
    void all_that_the_service_shows_leads_to_it() {
        Service service = manifests.the(Service.class);
        assertThat(rule.getHttp().getPaths()).extracting(path -> path.getPathType() + " " + path.getPath())
                .containsExactly("Prefix /");
        for (Ingress one : List.of(ingress, imports)) {
            IngressServiceBackend backend = one.getSpec().getRules().getFirst().getHttp().getPaths().getFirst().getBackend()
                    .getService();
            assertThat(backend.getName()).isEqualTo(service.getMetadata().getName());
            assertThat(backend.getPort().getName()).isEqualTo(service.getSpec().getPorts().getFirst().getName());
        }
    }

    @Test
    void it_grows_by_what_its_processors_do_and_shrinks_one_pod_at_a_time() {
        HorizontalPodAutoscaler scaler = manifests.the(HorizontalPodAutoscaler.class);
        assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo(deployment.getKind());
        assertThat(scaler.getSpec().getScaleTargetRef().getName()).isEqualTo(deployment.getMetadata().getName());
        assertThat(scaler.getSpec().getMetrics()).singleElement()
                .satisfies(metric -> assertThat(metric.getResource().getName()).isEqualTo("cpu"));
        assertThat(scaler.getSpec().getBehavior().getScaleDown().getPolicies()).singleElement()
                .satisfies(policy -> assertThat(policy.getType() + " " + policy.getValue()).isEqualTo("Pods 1"));
    }

    @Test
    void an_update_does_not_set_back_how_many_there_are() {
        assertThat(deployment.getSpec().getReplicas()).isNull();
    }

    @Test
    void one_pod_is_always_left_and_never_holds_up_a_node() {
        PodDisruptionBudget budget = manifests.the(PodDisruptionBudget.class);
        assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(PODS);
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(manifests.the(HorizontalPodAutoscaler.class).getSpec().getMinReplicas()).isGreaterThanOrEqualTo(2);
        assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    }

    @Test
    void nobody_comes_in_but_the_ingress_and_labelled_clients_and_monitoring_at_its_port() {
        NetworkPolicy policy = manifests.the(NetworkPolicy.class);
        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(PODS);
        assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress()).hasSize(2);
        assertThat(from("8080/TCP")).extracting(AroundThePodsIT::who).containsExactlyInAnyOrder("ingress-nginx", "labelled");
        assertThat(from("9000/TCP")).extracting(AroundThePodsIT::who).containsExactly("monitoring");
    }

    private List<NetworkPolicyPeer> from(String port) {
        return manifests.the(NetworkPolicy.class).getSpec().getIngress().stream()
                .filter(rule -> ports(rule.getPorts()).equals(List.of(port))).flatMap(rule -> rule.getFrom().stream()).toList();
    }

    private static String who(NetworkPolicyPeer peer) {
        return peer.getPodSelector() == null
                ? peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name")
                : peer.getPodSelector().getMatchLabels().isEmpty() ? "anybody" : "labelled";
    }

    @Test
    void it_goes_out_to_names_database_and_provider_alone() {
        assertThat(manifests.the(NetworkPolicy.class).getSpec().getEgress()).flatExtracting(rule -> ports(rule.getPorts()))
                .containsExactlyInAnyOrder("53/UDP", "53/TCP", "27017/TCP", "443/TCP");
    }

    private static List<String> ports(List<NetworkPolicyPort> ports) {
        return ports.stream().map(port -> port.getPort().getIntVal() + "/" + port.getProtocol()).toList();
    }

    @Test
    void prometheus_finds_its_service_and_no_other() {
        ServiceMonitor monitor = manifests.the(ServiceMonitor.class);
        assertThat(monitor.getSpec().getSelector().getMatchLabels()).isEqualTo(PODS);
        assertThat(manifests.the(Service.class).getMetadata().getLabels()).containsAllEntriesOf(PODS);
        assertThat(monitor.getSpec().getEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getPath()).isEqualTo("/q/metrics");
            assertThat(endpoint.getTargetPort().getIntVal()).isEqualTo(deployment.getSpec().getTemplate().getSpec()
                    .getContainers().getFirst().getLivenessProbe().getHttpGet().getPort().getIntVal());
        });
    }
}
