package io.conversation.openapi;

import static io.conversation.openapi.OpenApiDocument.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.openapi.OpenApiDocument.Operation;
import io.conversation.problem.Problem;
import io.conversation.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class OpenApiDocumentTest {

    /** Has nothing to say, and minds nothing that is not there. */
    private static final String ERASING_ONE = "eraseSession";
    private static final String NO_CONTENT = "204";

    private static final Path COMMITTED = Path.of("docs", "openapi.yaml");
    private static final Path SERVED = Path.of("target", "openapi.yaml");

    private OpenApiDocument document;

    @BeforeEach
    void read() {
        document = OpenApiDocument.served();
    }

    @Test
    void the_committed_document_is_what_the_code_says() throws IOException {
        String served = new ConversationClient().get("/q/openapi").expect(200).text();
        String committed = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
        if (!served.equals(committed)) {
            Files.writeString(SERVED, served);
            fail("%s is not what the code says. This updates it: cp %s %s", COMMITTED, SERVED, COMMITTED);
        }
    }

    @Test
    void it_is_openapi_3_1_of_the_service_and_of_no_place_or_build() {
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
    void every_parameter_has_a_description_a_type_and_an_example() {
        assertThat(document.operations()).flatMap(document::parameters).isNotEmpty().allSatisfy(parameter -> {
            assertThat(parameter.path("description").asText()).isNotBlank();
            assertThat(parameter.path("schema").has("type")).isTrue();
            assertThat(parameter.has("example") || parameter.path("schema").has("examples")).isTrue();
        });
    }

    @Test
    void every_body_and_every_success_has_a_schema_and_an_example() {
        assertThat(document.operations()).allSatisfy(operation -> {
            assertThat(operation.body()).allSatisfy(OpenApiDocumentTest::hasExample);
            assertThat(operation.statuses()).filteredOn(status -> status.startsWith("2") && !status.equals(NO_CONTENT))
                    .hasSizeGreaterThan(operation.id().equals(ERASING_ONE) ? -1 : 0)
                    .allSatisfy(status -> assertThat(document.response(operation, status).path("content")).isNotEmpty()
                            .allSatisfy(OpenApiDocumentTest::hasExample));
            assertThat(document.response(operation, NO_CONTENT).has("content")).isFalse();
        });
    }

    private static void hasExample(JsonNode content) {
        assertThat(content.path("schema")).isNotEmpty();
        assertThat(content.path("examples")).isNotEmpty().allSatisfy(example -> assertThat(example.has("value")).isTrue());
    }

    @Test
    void every_property_has_a_type_and_what_it_means() {
        assertThat(document.root().at("/components/schemas"))
                .flatMap(schema -> schema.path("properties").valueStream().toList())
                .isNotEmpty().allSatisfy(property -> {
                    assertThat(property.has("type") || property.has("$ref")).isTrue();
                    assertThat(property.has("description") || property.has("$ref") || property.has("items")).isTrue();
                });
    }

    @Test
    void every_operation_names_the_problems_that_it_may_answer() {
        assertThat(document.operations()).allSatisfy(operation -> {
            Set<String> problems = new TreeSet<>(List.of("400", "401", "403", "405", "406", "500", "503"));
            if (operation.path().contains("{sessionId}") && !operation.id().equals(ERASING_ONE)) {
                problems.add("404");
            }
            if (List.of("createSession", "appendEvent", "appendEvents").contains(operation.id())) {
                problems.add("410");
            }
            if (!operation.body().isMissingNode()) {
                problems.add("415");
            }
            if (operation.body().has("application/json")) {
                problems.add("413");
            }
            if (document.takes(operation, "Prefer") && operation.statuses().contains("200")
                    && operation.body().has("application/json")) {
                problems.add("409");
            }
            assertThat(operation.statuses()).filteredOn(status -> status.compareTo("400") >= 0)
                    .containsExactlyElementsOf(problems);
        });
    }

    @Test
    void every_error_is_a_problem_with_an_example_of_its_status() {
        assertThat(document.operations()).allSatisfy(operation -> assertThat(operation.statuses())
                .filteredOn(status -> status.compareTo("400") >= 0).allSatisfy(status -> {
                    JsonNode response = document.response(operation, status);
                    assertThat(response.path("description").asText()).isNotBlank();
                    assertThat(names(response.path("content"))).containsExactly(Problem.MEDIA_TYPE);
                    JsonNode content = response.path("content").path(Problem.MEDIA_TYPE);
                    assertThat(content.path("schema").path("$ref").asText()).endsWith("/Problem");
                    assertThat(content.path("examples")).isNotEmpty().allSatisfy(
                            example -> assertThat(example.at("/value/status").asText()).isEqualTo(status));
                }));
    }

    @Test
    void every_problem_of_the_service_is_in_the_table_and_has_an_example() {
        Set<String> examples = document.root().at("/components/responses").valueStream()
                .flatMap(response -> response.path("content").path(Problem.MEDIA_TYPE).path("examples").valueStream())
                .map(example -> example.at("/value/type").asText()).collect(Collectors.toSet());
        // What there is at no path is an answer of no operation.
        assertThat(examples).containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemType.values())
                .filter(type -> type != ProblemType.NOT_FOUND).map(ProblemType::urn).toList());
        assertThat(document.root().at("/info/description").asText())
                .contains(Arrays.stream(ProblemType.values()).map(type -> "`" + type.kebab() + "`").toList());
    }

    @Test
    void answers_have_the_headers_that_they_come_with() {
        assertThat(document.operations()).allSatisfy(operation -> {
            if (operation.statuses().contains("201")) {
                assertThat(headers(operation, "201")).contains("Location");
                assertThat(headers(operation, "200")).contains("Idempotent-Replayed");
            }
            if (operation.statuses().contains("409")) {
                assertThat(headers(operation, "409")).contains("Preference-Applied");
            }
            if (document.takes(operation, "cursor")) {
                assertThat(headers(operation, "200")).contains("Link");
            }
            assertThat(headers(operation, "401")).contains("WWW-Authenticate");
            assertThat(headers(operation, "405")).contains("Allow");
            assertThat(headers(operation, "503")).contains("Retry-After");
        });
    }

    private Set<String> headers(Operation operation, String status) {
        return names(document.response(operation, status).path("headers"));
    }

    @Test
    void every_reference_leads_somewhere() {
        assertThat(document.root().findValuesAsText("$ref")).isNotEmpty()
                .allSatisfy(ref -> assertThat(document.root().at(ref.substring(1)).isMissingNode()).isFalse());
    }

    @Test
    void no_name_of_the_code_leaks() {
        assertThat(document.root().toString()).doesNotContainIgnoringCase("java", "io.conversation", "smallrye", "quarkus",
                "mongo", "bson");
        assertThat(names(document.root().at("/components/schemas"))).allMatch(name -> name.matches("[A-Z][A-Za-z]+"))
                .noneMatch(name -> name.matches(".*(View|Line|Instant|Json|Stream|Output).*"));
    }

    @Test
    void objects_of_clients_are_free_form() {
        assertThat(List.of(document.property("Session", "metadata"), document.property("NewSession", "metadata"),
                document.property("Event", "payload"), document.property("NewEvent", "payload"))).allSatisfy(
                        object -> assertThat(names(object)).containsExactlyInAnyOrder("type", "description", "examples"))
                .allSatisfy(object -> assertThat(object.path("type").asText()).isEqualTo("object"));
    }

    @Test
    void the_end_of_a_session_is_a_time_or_null() {
        JsonNode endedAt = document.property("Session", "endedAt");
        assertThat(endedAt.path("type")).extracting(JsonNode::asText).containsExactly("string", "null");
        assertThat(endedAt.path("format").asText()).isEqualTo("date-time");
    }

    @Test
    void an_event_to_append_has_nothing_that_only_an_import_takes() {
        JsonNode schema = document.root().at("/components/schemas/NewEvent");
        assertThat(names(schema.path("properties")))
                .containsExactlyInAnyOrder("eventId", "sessionId", "type", "payload", "timestamp");
        assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
    }
}
