package io.conversation;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON in tests: built from pairs, and read by a parser of its own, not the service's. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {
    }

    /** An object of names and values in turn; a value may be any JSON node or plain Java value. */
    public static ObjectNode object(Object... namesAndValues) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.set((String) namesAndValues[i], MAPPER.valueToTree(namesAndValues[i + 1]));
        }
        return object;
    }

    public static ArrayNode array(List<? extends JsonNode> values) {
        return MAPPER.createArrayNode().addAll(values);
    }

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Not JSON: " + text, e);
        }
    }

    /** The lines of an NDJSON text; the last one has to be ended, too. */
    public static List<JsonNode> lines(String text) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new AssertionError("The last line is cut off: " + text);
        }
        return text.lines().map(Json::parse).toList();
    }

    /** The given text of each, in order: {@code texts(events, "eventId")}. */
    public static List<String> texts(Iterable<JsonNode> nodes, String field) {
        return map(nodes, node -> node.path(field).asText(null));
    }

    public static <T> List<T> map(Iterable<JsonNode> nodes, Function<JsonNode, T> value) {
        List<T> values = new ArrayList<>();
        nodes.forEach(node -> values.add(value.apply(node)));
        return values;
    }

    /** {@code depth} arrays or objects within each other, the outermost an object. */
    public static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }
}
