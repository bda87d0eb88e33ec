package io.conversation.attack;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.Json;
import io.conversation.openapi.OpenApiDocument;
import io.conversation.openapi.OpenApiDocument.Operation;

/** Says what is wrong with an answer, by the document and by what is required of every answer. */
final class Judge {

    private static final String PROBLEM = "application/problem+json";
    private static final String NDJSON = "application/x-ndjson";
    private static final Pattern INSIDES = Pattern.compile("(?i)exception|\\bat [a-z.]+\\(|java\\.|jakarta|quarkus|vert\\.?x"
            + "|netty|jackson|fasterxml|resteasy|mongo|bson|127\\.0\\.0\\.1|localhost|<html|\\bstack|io\\.conversation|\"_id\":");

    private final OpenApiDocument document;
    private final ApiSchemas schemas;
    private final JsonNode problemSchema = Json.object("$ref", "#/components/schemas/Problem");
    private final Map<String, Set<String>> methods;

    Judge(OpenApiDocument document) {
        this.document = document;
        this.schemas = new ApiSchemas(document);
        this.methods = document.operations().stream().collect(Collectors.groupingBy(Operation::path,
                Collectors.mapping(operation -> operation.method().toUpperCase(java.util.Locale.ROOT), Collectors.toSet())));
    }

    List<String> complaints(Draft sent, Wire.Received received) {
        List<String> complaints = new ArrayList<>();
        if (received == null) {
            if (sent.isHttp && sent.delivery != Draft.Delivery.CUT) {
                complaints.add("the connection ended without an answer");
            }
            return complaints;
        }
        if (received.isCut() && !mayBeCut(sent)) {
            complaints.add("the answer is cut off");
        }
        Answer answer = received.answer();
        try {
            ofEvery(sent, answer, complaints);
            if (sent.isHttp && sent.isPathPlain) {
                ofOperation(sent, received, complaints);
            }
        } catch (AssertionError | RuntimeException e) {
            complaints.add("the answer cannot be read: " + e.getMessage());
        }
        return complaints;
    }

    /** Once an answer to an import has begun, a body that breaks can only be told by its end. */
    private static boolean mayBeCut(Draft sent) {
        return sent.operation.id().equals("importConversations")
                && sent.headers.stream().anyMatch(header -> header.name().equals("Content-Encoding"));
    }

    private void ofEvery(Draft sent, Answer answer, List<String> complaints) {
        if (answer.status() >= 500 && (sent.isHttp || answer.status() != 501 && answer.status() != 505)) {
            complaints.add("its status is " + answer.status());
        }
        if (answer.status() >= 400 && sent.isHttp && !sent.isHead()) {
            ofProblem(answer, complaints);
        }
        if (sent.isHttp && answer.header("Date") == null) {
            complaints.add("it has no Date");
        }
        if (answer.status() >= 400) {
            String known = sent.target() + new String(sent.body, StandardCharsets.UTF_8);
            INSIDES.matcher(answer.toString()).results().map(MatchResult::group).filter(told -> !known.contains(told))
                    .forEach(told -> complaints.add("it tells of the service's insides: " + told));
        }
    }

    private void ofProblem(Answer answer, List<String> complaints) {
        if (!PROBLEM.equals(answer.contentType())) {
            complaints.add("an error that is no problem document but " + answer.contentType());
        } else {
            JsonNode problem = answer.json();
            ofSchema(problemSchema, problem, complaints);
            if (problem.path("status").asInt() != answer.status()) {
                complaints.add("the problem has another status");
            }
            if (!answer.text().contains("\"urn:conversation-sessions:problem:") || !problem.path("detail").isTextual()) {
                complaints.add("the problem has no type or no detail");
            }
        }
    }

    private void ofOperation(Draft sent, Wire.Received received, List<String> complaints) {
        Answer answer = received.answer();
        String method = sent.isHead() ? "GET" : sent.method;
        if (!methods.get(sent.operation.path()).contains(method)) {
            if (answer.status() < 400 && !method.equals("OPTIONS")) {
                complaints.add("a method that the document does not have is taken");
            }
            return;
        }
        Operation operation = document.operations().stream()
                .filter(one -> one.path().equals(sent.operation.path()) && one.method().equalsIgnoreCase(method))
                .findFirst().orElseThrow();
        String status = Integer.toString(answer.status());
        if (!operation.statuses().contains(status)) {
            complaints.add("the document has no " + status + " for " + operation);
            return;
        }
        ofContent(document.response(operation, status), sent, received, complaints);
    }

    private void ofContent(JsonNode response, Draft sent, Wire.Received received, List<String> complaints) {
        JsonNode contents = response.path("content");
        Answer answer = received.answer();
        if (contents.isEmpty()) {
            if (answer.bytes().length > 0) {
                complaints.add("a body where the document has none");
            }
            return;
        }
        JsonNode content = contents.path(String.valueOf(answer.contentType()));
        if (content.isMissingNode()) {
            complaints.add("the document has no " + answer.contentType() + " for it");
        } else if (!sent.isHead() && answer.header("Content-Encoding") == null) {
            ofBody(content.path("schema"), answer, received.isWhole(), complaints);
        }
    }

    private void ofBody(JsonNode schema, Answer answer, boolean whole, List<String> complaints) {
        switch (answer.contentType()) {
            case "application/json", PROBLEM -> ofSchema(schema, answer.json(), complaints);
            case NDJSON -> {
                String text = answer.text();
                for (JsonNode line : Json.lines(whole ? text : text.substring(0, text.lastIndexOf('\n') + 1))) {
                    ofSchema(schema.path("contentSchema"), line, complaints);
                }
            }
            default -> answer.text().lines().filter(line -> line.startsWith("data: "))
                    .forEach(line -> Json.parse(line.substring("data: ".length())));
        }
    }

    private void ofSchema(JsonNode schema, JsonNode value, List<String> complaints) throws UncheckedIOException {
        schemas.errors(schema, value).stream().limit(3).forEach(error -> complaints.add("against its schema: " + error));
    }
}
