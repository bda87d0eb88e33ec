package io.conversation.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.openapi.OpenApiDocument.Operation;
import io.conversation.problem.Problem;
import io.conversation.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class OpenApiDocumentTest {

    private static final Path COMMITTED = Path.of("docs", "openapi.yaml");
    private static final Path SERVED = Path.of("target", "openapi.yaml");

    private OpenApiDocument document;

    @BeforeEach
    void read() throws IOException {
        document = OpenApiDocument.read();
    }

    @Test
    void committed_document_is_the_one_served() throws IOException {
        String served = OpenApiDocument.get("/q/openapi").body();
        String committed = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
        if (!served.equals(committed)) {
            Files.writeString(SERVED, served);
            fail("%s is not what the code says. To update it: cp %s %s", COMMITTED, SERVED, COMMITTED);
        }
    }

    @Test
    void is_openapi_3_1_of_the_service_without_a_place_or_a_build() {
        assertThat(document.root().path("openapi").asText()).startsWith("3.1.");
        JsonNode info = document.root().path("info");
        assertThat(info.path("title").asText()).isEqualTo("Conversation Session Service");
        assertThat(info.path("license").path("identifier").asText()).isEqualTo("Apache-2.0");
        assertThat(info.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(document.root().has("servers")).isFalse();
    }

    @Test
    void every_operation_has_an_id_a_tag_a_summary_and_a_description() {
        assertThat(document.operations()).isNotEmpty().allSatisfy(operation -> {
            assertThat(operation.id()).matches("[a-z]+[A-Z][A-Za-z]+");
            assertThat(operation.node().path("tags")).hasSize(1);
            assertThat(operation.node().path("summary").asText()).isNotBlank();
            assertThat(operation.node().path("description").asText()).isNotBlank();
        });
        assertThat(document.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void every_parameter_has_a_description_a_schema_and_an_example() {
        assertThat(document.operations()).allSatisfy(operation -> assertThat(document.parameters(operation))
                .allSatisfy(parameter -> {
                    assertThat(parameter.path("description").asText()).isNotBlank();
                    assertThat(parameter.path("schema").has("type")).isTrue();
                    assertThat(parameter.has("example") || parameter.path("schema").has("examples")).isTrue();
                }));
    }

    @Test
    void every_body_and_every_success_has_a_schema_and_an_example() {
        assertThat(document.operations()).allSatisfy(operation -> {
            assertThat(operation.node().path("requestBody").path("content")).allSatisfy(OpenApiDocumentTest::hasExample);
            for (String status : statuses(operation)) {
                if (status.startsWith("2")) {
                    assertThat(document.response(operation, status).path("content")).isNotEmpty()
                            .allSatisfy(OpenApiDocumentTest::hasExample);
                }
            }
        });
    }

    private static void hasExample(JsonNode content) {
        assertThat(content.path("schema")).isNotEmpty();
        assertThat(content.path("examples")).isNotEmpty()
                .allSatisfy(example -> assertThat(example.path("value").isMissingNode()).isFalse());
    }

    @Test
    void every_operation_names_the_problems_it_may_answer() {
        assertThat(document.operations()).allSatisfy(operation -> {
            Set<String> expected = new TreeSet<>(List.of("400", "405", "406", "500", "503"));
            if (operation.path().contains("{sessionId}")) {
                expected.add("404");
            }
            JsonNode body = operation.node().path("requestBody").path("content");
            if (!body.isMissingNode()) {
                expected.add("415");
            }
            if (body.has("application/json")) {
                expected.add("413");
            }
            assertThat(statuses(operation)).containsAll(expected);
        });
    }

    @Test
    void operations_that_know_strict_handling_of_one_resource_answer_409() {
        assertThat(document.operations()).filteredOn(operation -> document.takes(operation, "Prefer")
                && statuses(operation).contains("200") && operation.node().path("requestBody").path("content")
                        .has("application/json"))
                .isNotEmpty().allSatisfy(operation -> assertThat(statuses(operation)).contains("409"));
    }

    @Test
    void every_error_is_a_problem_with_an_example_of_its_status() {
        assertThat(document.operations()).allSatisfy(operation -> statuses(operation).stream()
                .filter(status -> status.compareTo("400") >= 0).forEach(status -> {
                    JsonNode response = document.response(operation, status);
                    assertThat(response.path("description").asText()).isNotBlank();
                    JsonNode content = response.path("content").path(Problem.MEDIA_TYPE);
                    assertThat(content.path("schema").path("$ref").asText()).endsWith("/Problem");
                    assertThat(content.path("examples")).isNotEmpty().allSatisfy(example -> assertThat(
                            example.path("value").path("status").asText()).isEqualTo(status));
                }));
    }

    @Test
    void every_problem_is_told() {
        Set<String> shown = document.root().path("components").path("responses").valueStream()
                .flatMap(response -> response.path("content").path(Problem.MEDIA_TYPE).path("examples").valueStream())
                .map(example -> example.path("value").path("type").asText()).collect(Collectors.toSet());
        // What is at no path is an answer of no operation.
        assertThat(shown).containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemType.values())
                .filter(type -> type != ProblemType.NOT_FOUND).map(ProblemType::urn).toList());
        assertThat(document.root().path("info").path("description").asText())
                .contains(Arrays.stream(ProblemType.values()).map(type -> "`" + type.kebab() + "`").toList());
    }

    @Test
    void answers_have_the_headers_they_come_with() {
        assertThat(document.operations()).allSatisfy(operation -> {
            JsonNode responses = operation.node().path("responses");
            if (responses.has("201")) {
                assertThat(responses.path("201").path("headers").has("Location")).isTrue();
                assertThat(responses.path("200").path("headers").has("Idempotent-Replayed")).isTrue();
            }
            if (document.takes(operation, "cursor")) {
                assertThat(responses.path("200").path("headers").has("Link")).isTrue();
            }
            assertThat(document.response(operation, "503").path("headers").has("Retry-After")).isTrue();
        });
    }

    @Test
    void every_reference_leads_somewhere() {
        assertThat(document.root().findValuesAsText("$ref")).isNotEmpty()
                .allSatisfy(ref -> assertThat(document.root().at(ref.substring(1)).isMissingNode()).isFalse());
    }

    @Test
    void no_name_of_the_code_leaks() {
        assertThat(document.root().toString()).doesNotContain("java.", "io.conversation", "smallrye", "mongo");
        assertThat(document.root().path("components").path("schemas").fieldNames()).toIterable()
                .allMatch(name -> name.matches("[A-Za-z]+"))
                .noneMatch(name -> name.matches(".*(View|Line|Instant|Json|Stream|Output).*"));
    }

    @Test
    void objects_of_clients_are_free_form() {
        assertThat(List.of(document.schema("Session").at("/properties/metadata"),
                document.schema("NewSession").at("/properties/metadata"),
                document.schema("Event").at("/properties/payload"),
                document.schema("NewEvent").at("/properties/payload"))).allSatisfy(schema -> {
                    assertThat(schema.path("type").asText()).isEqualTo("object");
                    assertThat(schema.has("properties")).isFalse();
                    assertThat(schema.has("$ref")).isFalse();
                });
    }

    @Test
    void endedAt_is_a_time_or_null() {
        JsonNode endedAt = document.schema("Session").at("/properties/endedAt");
        assertThat(endedAt.path("type")).extracting(JsonNode::asText).containsExactly("string", "null");
        assertThat(endedAt.path("format").asText()).isEqualTo("date-time");
    }

    @Test
    void event_to_append_has_nothing_that_only_an_import_takes() {
        assertThat(names(document.schema("NewEvent").path("properties")))
                .containsExactlyInAnyOrder("eventId", "sessionId", "type", "payload", "timestamp");
        assertThat(document.schema("NewEvent").path("additionalProperties").asBoolean(true)).isFalse();
    }

    private static Set<String> statuses(Operation operation) {
        return names(operation.node().path("responses"));
    }

    private static Set<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
