package io.conversation.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Json;

/** What can be done to a JSON value, and to its text, while it is still the body of a sound request. */
final class Bodies {

    /** Stands in a tree for text that no tree can hold. */
    private static final String MARK = "\u2603raw";

    private static final String[] RAW = { "1e400", "-1e400", "1e-400", "9223372036854775807", "9223372036854775808",
            "-9223372036854775809", "1" + "0".repeat(400), "0." + "1".repeat(2000), "1e999999999", "-0", "-0.0", "01", "+1",
            ".5",
            "1.", "0x10", "NaN", "Infinity", "-Infinity", "undefined", "True", "'x'", "\"\\ud83c\"", "\"\\udf75\\ud83c\"",
            "\"\\u0000\"", "{\"\\u0000\":1}", "{\"\\ud83c\":1}", "{\"a\":1,\"a\":2}", "\"\\x\"", "\"\t\"", "\"\u0001\"", "[1,]",
            "{\"a\":1,}", "{,}", "[", "]", "}", "\"", "/* c */ 1", "// c\n1", "nul", "\"\\u12\"", "" };
    private static final String[] OPERATORS = { "{\"$gt\":\"\"}", "{\"$ne\":null}", "{\"$where\":\"sleep(1000)\"}",
            "{\"$regex\":\".*\"}", "{\"$in\":[\"a\"]}", "{\"$oid\":\"6955b904a1b2c3d4e5f60718\"}", "{\"$date\":0}",
            "{\"$numberLong\":\"1\"}", "{\"$expr\":{\"$function\":{}}}", "{\"$binary\":{\"base64\":\"\",\"subType\":\"03\"}}",
            "[{\"$set\":{\"status\":\"failed\"}}]" };
    private static final String[] NAMES = { "colour", "$set", "$where", "_id", "id", "__proto__", "constructor", "metadata.x",
            "receivedAt", "late", "endedId", "", " ", "sessionid", "SESSIONID", "@type", "class" };

    private final Random random;
    private final Draft draft;
    private final List<String> raws = new ArrayList<>();

    Bodies(Random random, Draft draft) {
        this.random = random;
        this.draft = draft;
    }

    /** The value's text, with up to two things done to it. */
    String json(JsonNode value) {
        JsonNode tree = value;
        for (int i = random.nextInt(6); i > 3; i--) {
            tree = worse(tree);
        }
        String text = tree.toString();
        for (int i = 0; i < raws.size(); i++) {
            text = text.replace("\"" + MARK + i + "\"", raws.get(i));
        }
        return text;
    }

    private JsonNode worse(JsonNode tree) {
        if (tree.isContainerNode() && !tree.isEmpty() && random.nextInt(8) > 0) {
            if (tree instanceof ArrayNode array) {
                int at = random.nextInt(array.size());
                array.set(at, worse(array.get(at)));
            } else {
                inObject((ObjectNode) tree);
            }
            return tree;
        }
        return other();
    }

    private void inObject(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(NAMES[random.nextInt(NAMES.length)], other());
            case 2 -> object.set(name + "x".repeat(random.nextInt(3) == 0 ? 40_000 : 1), object.get(name));
            case 3 -> object.putNull(name);
            case 4, 5 -> object.set(name, worse(object.get(name)));
            default -> object.set(name, other());
        }
    }

    /** Anything, of another type as likely as not. */
    private JsonNode other() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(14)) {
            case 0 -> nodes.booleanNode(true);
            case 1 -> nodes.numberNode(random.nextInt());
            case 2 -> nodes.textNode("");
            case 3 -> nodes.textNode("x".repeat(random.nextInt(130)));
            case 4 -> nodes.textNode("é\uD83C\uDF75\u2028\u0000".repeat(random.nextInt(50)));
            case 5 -> nodes.arrayNode();
            case 6 -> nodes.objectNode();
            case 7 -> nodes.textNode("x".repeat(random.nextInt(20) == 0 ? 2_000_000 : 20_000));
            case 8, 9 -> raw(OPERATORS[random.nextInt(OPERATORS.length)]);
            case 10 -> raw(Json.nested(new int[] { 63, 64, 65, 1000, 50_000 }[random.nextInt(5)]));
            default -> raw(RAW[random.nextInt(RAW.length)]);
        };
    }

    private JsonNode raw(String text) {
        raws.add(text);
        return JsonNodeFactory.instance.textNode(MARK + (raws.size() - 1));
    }

    /** The text as bytes, now and then not those of UTF-8. */
    byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(40)) {
            case 0 -> text.getBytes(StandardCharsets.UTF_16);
            case 1 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
            case 2 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 3 -> (text + "}").getBytes(StandardCharsets.UTF_8);
            case 4 -> (text + " ".repeat(70_000)).getBytes(StandardCharsets.UTF_8);
            case 5 -> new byte[0];
            case 6 -> overwritten(bytes, "\u00c0\u0080");
            case 7 -> overwritten(bytes, "\u00ed\u00a0\u0080");
            case 8 -> overwritten(bytes, "\u00ff");
            case 9 -> overwritten(bytes, String.valueOf((char) random.nextInt(256)));
            case 10 -> ("[" + text + "]").getBytes(StandardCharsets.UTF_8);
            default -> bytes;
        };
    }

    private byte[] overwritten(byte[] bytes, String with) {
        byte[] other = with.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length >= other.length) {
            System.arraycopy(other, 0, bytes, random.nextInt(bytes.length - other.length + 1), other.length);
        }
        draft.tricks.add("bytes");
        return bytes;
    }
}
