package io.conversation.attack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;

import io.conversation.Json;
import io.conversation.openapi.OpenApiDocument;

/** The schemas of the document's answers (JSON Schema 2020-12, as OpenAPI 3.1 has it), each compiled once. */
final class ApiSchemas {

    private static final String BASE = "https://conversation.example/openapi.json";

    private final SchemaRegistry registry;
    private final Map<JsonNode, Schema> compiled = new HashMap<>();

    ApiSchemas(OpenApiDocument document) {
        JsonNode definitions = Json.object("$defs", document.root().at("/components/schemas"));
        registry = SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(BASE, referring(definitions)))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    }

    /** What of this value breaks the schema. */
    List<Error> errors(JsonNode schema, JsonNode value) {
        return compiled(schema).validate(value);
    }

    private synchronized Schema compiled(JsonNode schema) {
        return compiled.computeIfAbsent(schema, node -> {
            Schema made = registry.getSchema(Json.parse(referring(node)));
            made.initializeValidators();
            return made;
        });
    }

    /** As they refer to each other by themselves, without the rest of the document. */
    private static String referring(JsonNode schema) {
        return schema.toString().replace("\"#/components/schemas/", "\"" + BASE + "#/$defs/");
    }
}
