package io.conversation.attack;

import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.conversation.Json;
import io.conversation.json.RandomJson;
import io.conversation.openapi.OpenApiDocument;

/** Values that a schema takes. What a schema leaves open, such as which languages there are, is chosen by its name. */
final class Values {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<String, List<String>> NAMED = Map.of(
            "language", List.of("en-US", "de", "fr", "zh-Hant-TW", "sl-rozaj-biske", "x-private"),
            "type", List.of("user_speech", "bot_speech", "system"));
    private static final String[] TIMES = { "2026-01-01T00:00:00Z", "2026-01-01T00:00:04.120Z",
            "2025-12-31T23:59:59.999999+14:00",
            "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2026-02-28t12:00:00.5z", "2024-02-29T00:00:00-00:00" };

    private final OpenApiDocument document;
    private final Random random;
    private final Ids ids;

    Values(OpenApiDocument document, Random random, Ids ids) {
        this.document = document;
        this.random = random;
        this.ids = ids;
    }

    JsonNode of(JsonNode reference, String name) {
        JsonNode schema = document.resolved(reference);
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText()) {
            case "object" -> schema.has("properties") ? object(schema) : anyObject();
            case "array" -> array(schema, name);
            case "integer", "number" -> NODES.numberNode(schema.path("minimum").asLong() + random.nextInt(5));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> TextNode.valueOf(text(schema, name));
        };
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        List<String> required = schema.path("required").valueStream().map(JsonNode::asText).toList();
        schema.get("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || random.nextInt(3) == 0) {
                object.set(property.getKey(), of(property.getValue(), property.getKey()));
            }
        });
        return object;
    }

    private JsonNode anyObject() {
        // Without keys that the embedded database, other than MongoDB, does not take.
        return random.nextInt(3) == 0 ? Json.object("caller", "+1555" + random.nextInt(50))
                : Json.parse(RandomJson.object(random.nextLong(), false).sent());
    }

    private ArrayNode array(JsonNode schema, String name) {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(4) + schema.path("minItems").asInt(); i > 0; i--) {
            array.add(of(schema.path("items"), name));
        }
        return array;
    }

    private String text(JsonNode schema, String name) {
        if (name.equals("sessionId")) {
            return ids.session(random);
        }
        if (name.equals("eventId")) {
            return Ids.event(random);
        }
        if (schema.path("format").asText().equals("date-time")) {
            return TIMES[random.nextInt(TIMES.length)];
        }
        List<String> named = NAMED.get(name);
        return named == null ? schema.path("examples").path(0).asText("text") : named.get(random.nextInt(named.size()));
    }
}
