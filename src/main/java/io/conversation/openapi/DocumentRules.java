package io.conversation.openapi;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

import io.conversation.http.Idempotency;
import io.conversation.http.Prefer;
import io.conversation.problem.ProblemType;
import io.conversation.security.Access;
import io.quarkus.smallrye.openapi.OpenApiFilter;

/**
 * Says in the OpenAPI document, when the service is built, what a rule can say of every operation: the problems it may answer,
 * the parameters of its path, the headers of its success. The operation itself names only what is special.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentRules implements OASFilter {

    private static final String TIME = "Instant";
    private static final String TIME_REF = "#/components/schemas/" + TIME;
    private static final String TIME_FORMAT = "date-time";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getInfo().setDescription(document.getInfo().getDescription() + tableOfProblems());
        Components components = document.getComponents();
        components.removeSchema(TIME);
        for (ProblemAnswer answer : ProblemAnswer.values()) {
            components.addResponse(answer.component(), answer.response());
        }
        document.getPaths().getPathItems().forEach(DocumentRules::complete);
        last(document.getPaths(), document::setPaths);
        last(components, document::setComponents);
    }

    private static String tableOfProblems() {
        TreeMap<Integer, List<ProblemType>> byStatus = Stream.of(ProblemType.values())
                .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder("\n| status | name |\n|---|---|\n");
        byStatus.forEach((status, types) -> table.append(types.stream().map(type -> "`" + type.kebab() + "`")
                .collect(Collectors.joining(", ", "| " + status + " | ", " |\n"))));
        return table.toString();
    }

    /** What is set last is written last, and so read in the order of one who is new to it. */
    private static <T> void last(T part, Consumer<T> setter) {
        setter.accept(null);
        setter.accept(part);
    }

    private static void complete(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> {
            complete(new DescribedOperation(path, method, operation));
            Access.find(method.name(), path).flatMap(Access.Row::scope)
                    .ifPresent(scope -> describeAccess(operation, scope.text()));
        });
        if (item.getGET() != null) {
            last(item.getGET(), item::setGET);
        }
    }

    /** Also none at all, as sign-in is only where it is set. */
    private static void describeAccess(Operation operation, String scope) {
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("bearer", List.of(scope)));
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("key", List.of(scope)));
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement());
    }

    private static void complete(DescribedOperation described) {
        described.describePath();
        NdjsonExamples.toLines(described.operation());
        APIResponses responses = described.operation().getResponses();
        responses.getAPIResponses().forEach((status, response) -> describeSuccess(described, status, response));
        for (ProblemAnswer answer : ProblemAnswer.values()) {
            if (!responses.hasAPIResponse(answer.status()) && answer.mayComeFrom(described)) {
                responses.addAPIResponse(answer.status(), OASFactory.createAPIResponse().ref(answer.component()));
            }
        }
        if (described.isKept()) {
            describeKept(responses);
        }
        responses.setAPIResponses(new TreeMap<>(responses.getAPIResponses()));
    }

    private static void describeKept(APIResponses responses) {
        APIResponse unchanged = OASFactory.createAPIResponse()
                .description("What the client has is what it would get; only with `If-None-Match`.");
        responses.addAPIResponse("304", unchanged);
        for (APIResponse response : List.of(responses.getAPIResponse("200"), unchanged)) {
            addHeader(response, HttpHeaders.ETAG);
            addHeader(response, HttpHeaders.CACHE_CONTROL);
        }
    }

    /** What is created looks like what was there before, and has a place; what may be a replay says so. */
    private static void describeSuccess(DescribedOperation described, String status, APIResponse response) {
        if (!status.startsWith("2") || status.equals("204")) {
            return;
        }
        if (status.equals("201")) {
            response.setContent(described.operation().getResponses().getAPIResponse("200").getContent());
            addHeader(response, HttpHeaders.LOCATION);
        }
        response.getContent().setMediaTypes(new TreeMap<>(response.getContent().getMediaTypes()));
        if (described.knowsStrictness()) {
            addHeader(response, Prefer.APPLIED);
            if (status.equals("200") && described.takesJson()) {
                addHeader(response, Idempotency.REPLAYED);
            }
        }
        if (described.hasPages()) {
            addHeader(response, HttpHeaders.LINK);
        }
    }

    private static void addHeader(APIResponse response, String component) {
        response.addHeader(component, OASFactory.createHeader().ref(component));
    }

    /** A time says itself that it is one, and what refers to a schema does not repeat its type. */
    @Override
    public Schema filterSchema(Schema schema) {
        if (TIME_REF.equals(schema.getRef())) {
            return schema.ref(null).type(List.of(SchemaType.STRING)).format(TIME_FORMAT);
        }
        if (schema.getRef() != null) {
            return schema.type(null);
        }
        // One that may be null; its parts come here before it does.
        if (schema.getAnyOf() != null && schema.getAnyOf().stream().anyMatch(one -> TIME_FORMAT.equals(one.getFormat()))) {
            return schema.anyOf(null).format(TIME_FORMAT);
        }
        return schema;
    }
}
