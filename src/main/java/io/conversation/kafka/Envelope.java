package io.conversation.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.json.StrictJson;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.problem.Violations;

/**
 * What is around the fields of a record: a CloudEvent's, be its attributes headers (binary mode) or all of it the value
 * (structured mode), or nothing but the body of an HTTP request. {@code type} is null for the last; {@code subject} and
 * {@code tenant} are null where they are not said.
 */
record Envelope(String type, String subject, String tenant, JsonFields fields) {

    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final String DATA = "data";

    static Envelope read(ConsumerRecord<byte[], byte[]> message, Map<String, Kind> shape, Violations violations) {
        byte[] value = message.value();
        if (value == null) {
            throw ProblemException.malformed("JSON is needed, an object; there is no value.");
        }
        if (value.length > MAX_BYTES) {
            throw ProblemException.tooLarge("The record is over " + MAX_BYTES / 1024 / 1024 + " MiB.");
        }
        String contentType = contentType(message);
        if (contentType.equals(CloudEvents.STRUCTURED)) {
            return structured(value, shape, violations);
        }
        if (!contentType.isEmpty() && !contentType.equals(CloudEvents.JSON) && !contentType.endsWith("+json")
                || contentType.startsWith("application/cloudevents")) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "A record is of application/json or application/cloudevents+json.");
        }
        JsonFields fields = StrictJson.readObject(value, parser -> JsonFields.read(parser, shape, "", violations));
        String version = header(message, CloudEvents.SPEC_VERSION);
        String type = version == null ? null : typed(version, header(message, CloudEvents.TYPE));
        return new Envelope(type, header(message, CloudEvents.SUBJECT), header(message, CloudEvents.TENANT), fields);
    }

    private static Envelope structured(byte[] value, Map<String, Kind> shape, Violations violations) {
        return StrictJson.readObject(value, parser -> {
            Map<String, String> attributes = new HashMap<>();
            Set<String> names = new HashSet<>();
            JsonFields data = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (!names.add(name)) {
                    throw ProblemException.malformed("The CloudEvent has an attribute twice.");
                }
                JsonToken token = parser.nextToken();
                if (name.equals(DATA)) {
                    data = data(parser, token, shape, violations);
                } else if (token == JsonToken.VALUE_STRING) {
                    attributes.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (data == null) {
                throw ProblemException.invalid(DATA, "is required, a JSON object");
            }
            return new Envelope(typed(attributes.get("specversion"), attributes.get("type")), attributes.get("subject"),
                    attributes.get("tenant"), data);
        });
    }

    private static JsonFields data(JsonParser parser, JsonToken token, Map<String, Kind> shape, Violations violations)
            throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw ProblemException.invalid(DATA, "has to be a JSON object");
        }
        return JsonFields.read(parser, shape, DATA + ".", violations);
    }

    private static String typed(String version, String type) {
        if (!CloudEvents.VERSION.equals(version)) {
            throw ProblemException.invalid("specversion", "has to be " + CloudEvents.VERSION);
        }
        return type == null ? "" : type;
    }

    /** Without its parameters; empty where there is none. */
    private static String contentType(ConsumerRecord<byte[], byte[]> message) {
        String given = header(message, CloudEvents.CONTENT_TYPE);
        return given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Null for one that is not there. */
    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header last = message.headers().lastHeader(name);
        return last == null || last.value() == null ? null : new String(last.value(), StandardCharsets.UTF_8);
    }
}
