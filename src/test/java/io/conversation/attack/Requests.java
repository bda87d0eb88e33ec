package io.conversation.attack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.openapi.OpenApiDocument;
import io.conversation.openapi.OpenApiDocument.Operation;

/** Makes the request of a number: one that the document has, and then, mostly, something is done to it. */
final class Requests {

    /** Requests that share their ids. */
    static final int ROUND = 20_000;

    private static final int MOST_OF_LINE = 16_000;
    private static final int MOST_OF_HEAD = 20_000;
    private static final String NDJSON = "application/x-ndjson";
    /** What is slow, or never ends, comes seldom. */
    private static final Map<String, Integer> WEIGHTS = Map.of("exportConversations", 1, "followEvents", 1, "followFeed", 1,
            "readFeed", 3, "appendEvent", 60, "createSession", 45);
    private static final int USUAL_WEIGHT = 30;

    private final OpenApiDocument document;
    private final long seed;
    private final List<Map<String, String>> callers;
    private final List<Operation> weighted = new ArrayList<>();

    /** @param callers the headers by which each of those that attack says who it is */
    Requests(OpenApiDocument document, long seed, List<Map<String, String>> callers) {
        this.document = document;
        this.seed = seed;
        this.callers = callers;
        document.operations().forEach(operation -> {
            // Of what deletes little, lest nothing is left for the others to find.
            int usual = operation.method().equals("delete") ? 1 : USUAL_WEIGHT;
            for (int i = WEIGHTS.getOrDefault(operation.id(), usual); i > 0; i--) {
                weighted.add(operation);
            }
        });
    }

    Draft request(long number) {
        Random random = new Random(seed ^ number * 0x9E3779B97F4A7C15L);
        Operation operation = weighted.get(random.nextInt(weighted.size()));
        Ids ids = new Ids(seed, number / ROUND);
        Values values = new Values(document, random, ids);
        Draft draft = new Draft(operation, path(operation, random, ids));
        draft.header("Host", "localhost");
        callers.get(caller(number)).forEach(draft::header);
        draft.query = query(operation, random, values);
        Tricks tricks = new Tricks(random, draft);
        content(draft, random, values, tricks);
        for (int i = random.nextInt(10); i > 6; i--) {
            tricks.another();
        }
        // Which HTTP/1.0 does not have.
        draft.isHttp &= draft.version.equals("HTTP/1.1") || draft.framing != Draft.Framing.CHUNKED;
        // Which the server below the service does not read.
        draft.isHttp &= draft.target().length() <= MOST_OF_LINE && draft.head().length <= MOST_OF_HEAD;
        return draft;
    }

    /** Whose request it is, of those that attack. */
    int caller(long number) {
        return (int) (number % callers.size());
    }

    private static String path(Operation operation, Random random, Ids ids) {
        return operation.path().replace("{sessionId}", Ids.inPath(ids.session(random)))
                .replace("{eventId}", Ids.inPath(Ids.event(random)));
    }

    private String query(Operation operation, Random random, Values values) {
        return document.parameters(operation).stream().filter(parameter -> parameter.path("in").asText().equals("query"))
                .filter(parameter -> random.nextInt(5) == 0)
                .map(parameter -> parameter(parameter, random, values)).collect(Collectors.joining("&"));
    }

    private static String parameter(JsonNode parameter, Random random, Values values) {
        String name = parameter.path("name").asText();
        if (name.equals("metadata")) {
            return "metadata.caller=%2B1555" + random.nextInt(50);
        }
        JsonNode value = values.of(parameter.path("schema"), name);
        return value.isArray() ? value.valueStream().map(one -> pair(name, one)).collect(Collectors.joining("&"))
                : pair(name, value);
    }

    private static String pair(String name, JsonNode value) {
        return name + "=" + URLEncoder.encode(value.asText(), StandardCharsets.UTF_8);
    }

    private static void content(Draft draft, Random random, Values values, Tricks tricks) {
        JsonNode contents = draft.operation.body();
        if (contents.isEmpty()) {
            return;
        }
        List<Map.Entry<String, JsonNode>> types = List.copyOf(contents.properties());
        String type = types.get(random.nextInt(types.size())).getKey();
        JsonNode schema = contents.get(type).path("schema");
        Bodies bodies = new Bodies(random, draft);
        if (type.equals(NDJSON)) {
            StringBuilder lines = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                lines.append(bodies.json(values.of(schema.path("contentSchema"), ""))).append('\n');
            }
            draft.body = bodies.bytes(lines.toString());
        } else {
            draft.body = bodies.bytes(bodies.json(values.of(schema, "")));
        }
        draft.header("Content-Type", type);
        draft.framing = random.nextInt(4) == 0 ? Draft.Framing.CHUNKED : Draft.Framing.LENGTH;
    }
}
