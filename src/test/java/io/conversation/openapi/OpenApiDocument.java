package io.conversation.openapi;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The document as the running service gives it out, with its references followed. */
record OpenApiDocument(JsonNode root) {

    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch", "head", "options");

    /** One method on one path. */
    record Operation(String path, String method, JsonNode node) {
        String id() {
            return node.path("operationId").asText();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static OpenApiDocument read() throws IOException {
        return new OpenApiDocument(new ObjectMapper().readTree(get("/q/openapi?format=json").body()));
    }

    static HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    static URI uri(String path) {
        return URI.create("http://localhost:" + System.getProperty("quarkus.http.test-port", "8081") + path);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths").properties().forEach(path -> METHODS.stream().filter(path.getValue()::has)
                .forEach(method -> operations.add(new Operation(path.getKey(), method, path.getValue().get(method)))));
        return operations;
    }

    Operation operation(String id) {
        return operations().stream().filter(operation -> operation.id().equals(id)).findFirst().orElseThrow();
    }

    List<JsonNode> parameters(Operation operation) {
        return stream(operation.node().path("parameters")).map(this::resolve).toList();
    }

    boolean takes(Operation operation, String parameter) {
        return parameters(operation).stream().anyMatch(taken -> taken.path("name").asText().equals(parameter));
    }

    JsonNode response(Operation operation, String status) {
        return resolve(operation.node().path("responses").path(status));
    }

    JsonNode schema(String name) {
        return root.path("components").path("schemas").path(name);
    }

    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }
}
