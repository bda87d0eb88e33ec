package io.conversation.json;

import static io.conversation.problem.ProblemException.malformed;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.conversation.problem.Violations;

/**
 * The fields of one JSON object, each of the kind its shape says. A wrong kind is {@code malformed-request}; an unknown field
 * is one violation among the others. A field that is null counts as absent.
 */
public final class JsonFields {

    /** What a field may hold. */
    public enum Kind {
        STRING,
        OBJECT,
        BOOLEAN,
        /** An array of objects, checked to be one and passed over: read by a second pass. */
        SKIPPED_ARRAY
    }

    private final Map<String, Object> values = new HashMap<>();

    private final String prefix;
    private final Violations violations;

    private JsonFields(String prefix, Violations violations) {
        this.prefix = prefix;
        this.violations = violations;
    }

    /** Reads the object that the parser stands at the start of; {@code prefix} leads the names of fields in messages. */
    public static JsonFields read(JsonParser parser, Map<String, Kind> shape, String prefix, Violations violations)
            throws IOException {
        JsonFields fields = new JsonFields(prefix, violations);
        KeySet names = StrictJson.tellsDuplicates(parser) ? null : new KeySet();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = StrictJson.text(parser.currentName(), parser);
            if (names != null && !names.add(name)) {
                throw StrictJson.duplicate(shown(name), parser);
            }
            Kind kind = shape.get(name);
            JsonToken token = parser.nextToken();
            if (kind == null) {
                violations.add(prefix + shown(name), "is not a field here; known are " + sorted(shape.keySet()));
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                fields.values.put(name, value(parser, kind, prefix + name));
            }
        }
        return fields;
    }

    private static Object value(JsonParser parser, Kind kind, String name) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (kind) {
            case STRING -> {
                require(token == JsonToken.VALUE_STRING, name, "a string", parser);
                yield StrictJson.text(parser.getText(), parser);
            }
            case OBJECT -> {
                require(token == JsonToken.START_OBJECT, name, "an object", parser);
                yield JsonToBson.readNamed(parser, "'" + name + "'");
            }
            case BOOLEAN -> {
                require(token.isBoolean(), name, "true or false", parser);
                yield token == JsonToken.VALUE_TRUE;
            }
            case SKIPPED_ARRAY -> {
                require(token == JsonToken.START_ARRAY, name, "an array", parser);
                parser.skipChildren();
                yield true;
            }
        };
    }

    private static void require(boolean right, String name, String kind, JsonParser parser) {
        if (!right) {
            throw malformed("'" + name + "' has to be " + kind + ", not " + StrictJson.kind(parser.currentToken())
                    + StrictJson.place(parser.currentTokenLocation()) + ".");
        }
    }

    private static String shown(String name) {
        return name.length() > 128 ? StrictJson.legible(name.substring(0, 128)) + "…" : name;
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    public String string(String name) {
        return (String) values.get(name);
    }

    /** The field's time, or null when it is absent or, as a violation, not one. */
    public Instant time(String name) {
        String time = string(name);
        if (time == null) {
            return null;
        }
        return Rfc3339.parse(time).orElseGet(() -> {
            violations.add(prefix + name, Rfc3339.rule(time));
            return null;
        });
    }

    public JsonObject object(String name) {
        return (JsonObject) values.get(name);
    }

    public Boolean bool(String name) {
        return (Boolean) values.get(name);
    }

    /** For fields that may be of several kinds of objects: those that are not of this kind are violations. */
    public void only(Set<String> known) {
        values.keySet().stream().filter(name -> !known.contains(name)).sorted()
                .forEach(name -> violations.add(prefix + name, "is not a field here; known are " + sorted(known)));
    }

    /** What stands for a field that is absent. */
    public void orElse(String name, String value) {
        values.putIfAbsent(name, value);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }
}
