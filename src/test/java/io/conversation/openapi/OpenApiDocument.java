package io.conversation.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;

/** The OpenAPI document that the service gives out, with its references followed. */
public record OpenApiDocument(JsonNode root) {

    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch", "head", "options");

    /** One method on one path. */
    public record Operation(String path, String method, JsonNode node) {

        public String id() {
            return node.path("operationId").asText();
        }

        public Set<String> statuses() {
            return names(node.path("responses"));
        }

        public JsonNode body() {
            return node.path("requestBody").path("content");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static OpenApiDocument served() {
        return new OpenApiDocument(new ConversationClient().get("/q/openapi?format=json").expect(200).json());
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths").properties().forEach(path -> METHODS.stream().filter(path.getValue()::has)
                .forEach(method -> operations.add(new Operation(path.getKey(), method, path.getValue().get(method)))));
        return operations;
    }

    public List<JsonNode> parameters(Operation operation) {
        return operation.node().path("parameters").valueStream().map(this::resolved).toList();
    }

    boolean takes(Operation operation, String parameter) {
        return parameters(operation).stream().anyMatch(taken -> taken.path("name").asText().equals(parameter));
    }

    public JsonNode response(Operation operation, String status) {
        return resolved(operation.node().path("responses").path(status));
    }

    JsonNode property(String schema, String name) {
        return root.at("/components/schemas/" + schema + "/properties/" + name);
    }

    public JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
