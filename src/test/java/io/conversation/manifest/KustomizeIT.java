package io.conversation.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;

/** deploy/: what is a company's own, laid over what the build has written, by kubectl where it is installed. */
class KustomizeIT {

    private static final String HOST = "calls.example.org";
    private static final String IMAGE = "registry.example.org/own";
    private static final String CONNECTION = "mongodb://db-0.example.org,db-1.example.org/?replicaSet=rs0&tls=true";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static JsonNode kustomization(String target) throws IOException {
        return YAML.readTree(Path.of("deploy", target, "kustomization.yaml").toFile());
    }

    private static Container container(Manifests manifests, String target) {
        return target.equals("knative")
                ? manifests.the(io.fabric8.knative.serving.v1.Service.class).getSpec().getTemplate().getSpec()
                        .getContainers().getFirst()
                : manifests.the(Deployment.class).getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static String secretOf(Container container) {
        return container.getEnv().getFirst().getValueFrom().getSecretKeyRef().getName();
    }

    @ParameterizedTest
    @ValueSource(strings = { "kubernetes", "knative" })
    void what_it_changes_is_what_the_build_has_written(String target) throws Exception {
        JsonNode kustomization = kustomization(target);
        for (JsonNode resource : kustomization.path("resources")) {
            assertThat(Path.of("deploy", target).resolve(resource.asText())).exists();
        }
        Manifests written = Manifests.of(Path.of("target", "kustomize", target, target + ".yml"));
        Container container = container(written, target);
        assertThat(container.getImage()).startsWith(kustomization.at("/images/0/name").asText() + ":");
        assertThat(kustomization.at("/secretGenerator/0/name").asText()).isEqualTo(secretOf(container));
        assertThat(kustomization.at("/configMapGenerator/0/name").asText())
                .isEqualTo(written.the(ConfigMap.class).getMetadata().getName());
        for (JsonNode patch : kustomization.path("patches")) {
            JsonNode patched = new ObjectMapper().valueToTree(written.all().stream()
                    .filter(one -> one.getKind().equals(patch.at("/target/kind").asText())).findFirst().orElseThrow());
            assertThat(YAML.readTree(patch.path("patch").asText()))
                    .allSatisfy(change -> assertThat(patched.at(change.path("path").asText()).isMissingNode()).isFalse());
        }
    }

    @Test
    void the_namespace_lets_nobody_do_more_than_the_pods_of_the_service() {
        for (String target : List.of("kubernetes", "knative")) {
            Namespace namespace = Manifests.of(Path.of("deploy", target, "namespace.yaml")).the(Namespace.class);
            assertThat(namespace.getMetadata().getLabels())
                    .isEqualTo(Map.of("pod-security.kubernetes.io/enforce", "restricted"));
        }
    }

    @Test
    void what_holds_a_connection_string_is_never_committed() throws Exception {
        assertThat(Files.readAllLines(Path.of(".gitignore"))).contains("mongodb.env");
    }

    @ParameterizedTest
    @ValueSource(strings = { "kubernetes", "knative" })
    void host_image_and_secret_are_one_s_own(String target) throws Exception {
        String built = built(target);
        assertThat(built).doesNotContain("null", "example.com");
        Manifests own = Manifests.of(built);

        Container container = container(own, target);
        assertThat(container.getImage()).startsWith(IMAGE + ":");
        Secret secret = own.the(Secret.class);
        assertThat(secretOf(container)).isEqualTo(secret.getMetadata().getName());
        assertThat(new String(Base64.getMimeDecoder().decode(secret.getData().get("connection-string")),
                StandardCharsets.UTF_8)).isEqualTo(CONNECTION);
        assertThat(own.all()).filteredOn(one -> !(one instanceof Namespace)).extracting(HasMetadata::getMetadata)
                .extracting("namespace").containsOnly("conversations");
        if (target.equals("kubernetes")) {
            for (Ingress ingress : List.of(own.the(Ingress.class), own.the(Ingress.class, "-import"))) {
                assertThat(ingress.getSpec().getRules().getFirst().getHost()).isEqualTo(HOST);
                assertThat(ingress.getSpec().getTls().getFirst().getHosts()).containsExactly(HOST);
            }
        }
    }

    /** The example of what may be changed, all of it at once. */
    @Test
    void what_operations_tells_of_can_be_changed_so() throws Exception {
        String told = Files.readString(Path.of("docs", "OPERATIONS.md")).split("\n## Kubernetes\n", 2)[1].split("```yaml\n",
                2)[1]
                .split("```", 2)[0];
        Path folder = Files.createDirectories(Path.of("target", "kustomize-own", "told"));
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [../../kustomize/kubernetes]\n" + told);

        Manifests changed = Manifests.of(kustomize(folder));

        assertThat(changed.all()).extracting(HasMetadata::getKind).hasSize(8).doesNotContain("ServiceMonitor");
        assertThat(changed.the(ConfigMap.class).getData()).containsEntry("SESSIONS_RETENTION", "30d")
                .containsKey("QUARKUS_SHUTDOWN_DELAY");
        assertThat(changed.the(NetworkPolicy.class).getSpec().getEgress()).flatExtracting(NetworkPolicyEgressRule::getPorts)
                .extracting(NetworkPolicyPort::getPort).contains(new IntOrString(27018), new IntOrString(4317))
                .doesNotContain(new IntOrString(27017));
        assertThat(container(changed, "kubernetes").getResources().getRequests().get("memory"))
                .isEqualTo(new Quantity("128Mi"));
    }

    /** A copy with another host, image and secret, as kubectl would apply it. */
    private static String built(String target) throws Exception {
        Path copy = Files.createDirectories(Path.of("target", "kustomize-own", target));
        try (Stream<Path> files = Files.list(Path.of("deploy", target))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                Files.writeString(copy.resolve(file.getFileName()), Files.readString(file)
                        .replace("../../target/", "../../").replace("sessions.example.com", HOST)
                        .replace("registry.example.com/conversation-sessions", IMAGE));
            }
        }
        Files.writeString(copy.resolve("mongodb.env"), "connection-string=" + CONNECTION + "\n");
        return kustomize(copy);
    }

    private static String kustomize(Path folder) throws Exception {
        Output version = kubectl("version", "--client", "--output=yaml");
        assumeTrue(version.text().matches("(?s).*kustomizeVersion: v([4-9]|[1-9]\\d).*"), "kubectl has an older Kustomize");
        Output built = kubectl("kustomize", folder.toString());
        assertThat(built.status()).as(built.text()).isZero();
        return built.text();
    }

    private record Output(int status, String text) {
    }

    private static Output kubectl(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toList();
        Process kubectl;
        try {
            kubectl = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "kubectl is not installed");
            throw e;
        }
        String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(kubectl.waitFor(), text);
    }
}
