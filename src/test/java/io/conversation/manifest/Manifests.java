package io.conversation.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;

/** Manifests read by the types of their kinds, strictly: what a kind does not have, or has in another type, is no manifest. */
record Manifests(List<HasMetadata> all) {

    static final Path KUBERNETES = Path.of("target", "kubernetes", "kubernetes.yml");
    static final Path KNATIVE = Path.of("target", "kubernetes", "knative.yml");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Namespace", Namespace.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
            Map.entry("serving.knative.dev/v1 Service", io.fabric8.knative.serving.v1.Service.class),
            Map.entry("serving.knative.dev/v1beta1 DomainMapping", io.fabric8.knative.serving.v1beta1.DomainMapping.class));

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                /** The types keep what they do not know for later; here it is wrong. */
                @Override
                public Boolean hasAnySetter(Annotated setter) {
                    return false;
                }
            });

    static Manifests of(Path file) {
        try {
            return new Manifests(documents(YAML.readerFor(JsonNode.class).readValues(file.toFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Manifests of(String text) throws IOException {
        return new Manifests(documents(YAML.readerFor(JsonNode.class).readValues(text)));
    }

    private static List<HasMetadata> documents(MappingIterator<JsonNode> documents) throws IOException {
        List<HasMetadata> read = new ArrayList<>();
        while (documents.hasNext()) {
            JsonNode document = documents.next();
            String kind = document.path("apiVersion").asText() + " " + document.path("kind").asText();
            if (!KINDS.containsKey(kind)) {
                throw new IllegalArgumentException("No kind that is known: " + kind);
            }
            read.add(YAML.treeToValue(document, KINDS.get(kind)));
        }
        return List.copyOf(read);
    }

    /** The only one of its kind, or the one with the name that all share. */
    <T extends HasMetadata> T the(Class<T> kind) {
        return the(kind, "");
    }

    /** The one whose name is what all share and this. */
    <T extends HasMetadata> T the(Class<T> kind, String suffix) {
        List<T> found = all.stream().filter(kind::isInstance).map(kind::cast).toList();
        if (found.size() > 1) {
            found = found.stream().filter(one -> one.getMetadata().getName().equals("conversation-sessions" + suffix)).toList();
        }
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " of " + kind.getSimpleName() + " " + suffix);
        }
        return found.getFirst();
    }
}
