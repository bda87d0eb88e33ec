package io.conversation.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.api.model.Service;

/** That reading a manifest finds what is wrong with it. */
class ManifestsTest {

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: a
            spec:
              ports:
                - port: 80
                  targetPort: http
            """;

    @Test
    void what_is_right_is_read() throws Exception {
        assertThat(Manifests.of(SERVICE + "---\n" + SERVICE.replace("name: a", "name: b")).all()).hasSize(2)
                .allMatch(Service.class::isInstance);
    }

    @Test
    void a_field_that_its_kind_does_not_have_is_refused() {
        assertThatThrownBy(() -> Manifests.of(SERVICE.replace("targetPort", "tragetPort")))
                .hasMessageContaining("tragetPort");
    }

    @Test
    void a_value_of_another_type_is_refused() {
        assertThatThrownBy(() -> Manifests.of(SERVICE.replace("80", "http"))).hasMessageContaining("http");
    }

    @Test
    void a_kind_that_nobody_knows_is_refused() {
        assertThatThrownBy(() -> Manifests.of(SERVICE.replace("apiVersion: v1", "apiVersion: v2")))
                .hasMessageContaining("v2 Service");
    }
}
