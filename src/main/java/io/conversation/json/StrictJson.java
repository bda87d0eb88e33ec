package io.conversation.json;

import static io.conversation.problem.ProblemException.malformed;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import io.conversation.json.JsonText.Place;

/**
 * JSON as the contract reads it: well-formed UTF-8, each key once in an object, one value and nothing after it. Whatever is
 * wrong becomes {@code malformed-request} with the place of the fault.
 */
public final class StrictJson {

    /** How deep a client's {@code payload} or {@code metadata} may nest, itself being 1; the database stops at 100 or later. */
    public static final int MAX_DEPTH = 64;

    /** The largest body or line of the contract, in characters: no string inside can be longer. */
    private static final int MAX_TEXT = 16 * 1024 * 1024;

    /** Up to this many bytes, decoding at once takes less memory than the buffers for decoding piece by piece. */
    private static final int DECODED_WHOLE = 8 * 1024;

    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    /** In bytes: what a parser keeps of every key, to know it again, is ten times a text of keys alone. */
    private static final int LARGE = 64 * 1024;

    private static final JsonFactory FACTORY = factory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /** Keeps nothing of keys; who reads them tells a duplicate. */
    private static final JsonFactory FACTORY_OF_LARGE = factory().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

    private StrictJson() {
    }

    private static JsonFactoryBuilder factory() {
        return ((JsonFactoryBuilder) JsonFactory.builder()).disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        // A payload stands four levels down in an import line.
                        .maxNestingDepth(MAX_DEPTH + 8)
                        .maxStringLength(MAX_TEXT)
                        .maxNameLength(MAX_TEXT)
                        .build());
    }

    /** What reads one value off a parser. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** What takes the elements of an array, each a text to be read by itself. */
    @FunctionalInterface
    public interface ElementReading {
        void read(JsonText element, int index);
    }

    /** An object without an array that is one of its members, and the array, or null where it has none. */
    public record Parted(JsonText object, JsonText array) {
    }

    /** Reads the one JSON object that the bytes hold; the parser is given standing at its start. */
    public static <T> T readObject(byte[] json, Reading<T> reading) {
        return readObject(JsonText.of(json), reading);
    }

    public static <T> T readObject(JsonText text, Reading<T> reading) {
        return read(text, JsonToken.START_OBJECT, reading);
    }

    /**
     * Gives out the elements of the one JSON array that the bytes hold. Where it cannot be told where one ends, all is refused,
     * and the place is named.
     */
    public static void readArray(byte[] json, ElementReading reading) {
        JsonText text = JsonText.of(json);
        JsonScan scan = new JsonScan(text);
        if (!scan.isAt('[')) {
            read(text, JsonToken.START_ARRAY, parser -> null); // says what there is instead
        }
        scan.elements("", reading);
        int more = scan.nextPosition();
        if (more < text.to()) {
            throw malformed("There is more after an array" + scan.place(more) + ".");
        }
    }

    /** Gives out the elements of an array that {@link #part} has found. */
    public static void readElements(JsonText array, String name, ElementReading reading) {
        new JsonScan(array).elements(name, reading);
    }

    /** Parts an object and an array in it, so that what is wrong inside an element of the one is not in the other. */
    public static Parted part(byte[] json, String name) {
        JsonText text = JsonText.of(json);
        JsonScan scan = new JsonScan(text);
        if (!scan.findArray(name)) {
            return new Parted(text, null);
        }
        int from = scan.position();
        Place start = scan.place(from);
        Place inside = scan.place(from + 1);
        scan.elements(name, (element, index) -> {
        });
        int to = scan.position();
        return new Parted(text.without(from + 1, inside, to - 1, scan.place(to - 1)), text.part(from, to, start));
    }

    private static <T> T read(JsonText text, JsonToken start, Reading<T> reading) {
        try (JsonParser parser = parser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw malformed("JSON is needed, " + kind(start) + "; there is nothing.");
            }
            if (first != start) {
                throw malformed("JSON of " + kind(start) + " is needed, not of " + kind(first) + ".");
            }
            T result = reading.read(parser);
            if (parser.nextToken() != null) {
                throw malformed("There is more after " + kind(start) + place(parser.currentTokenLocation()) + ".");
            }
            return result;
        } catch (CharacterCodingException e) {
            throw malformed("The JSON is not well-formed UTF-8.");
        } catch (JsonProcessingException e) {
            throw malformed("The JSON cannot be read" + place(text.inWhole(e.getLocation())) + ": " + reason(e) + ".");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /** Decoding by ourselves: the parser's own decoder takes overlong forms and guesses UTF-16. */
    private static JsonParser parser(JsonText text) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        JsonParser parser;
        if (text.length() <= DECODED_WHOLE) {
            CharBuffer characters = decoder.decode(text.buffer());
            parser = FACTORY.createParser(characters.array(), 0, characters.length());
        } else {
            parser = (text.length() > LARGE ? FACTORY_OF_LARGE : FACTORY)
                    .createParser(new InputStreamReader(text.stream(), decoder));
        }
        return text.isWhole() ? parser : new PlacedParser(parser, text);
    }

    /** Whether the parser itself refuses a key that comes twice in an object. */
    static boolean tellsDuplicates(JsonParser parser) {
        return parser.isEnabled(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    static RuntimeException duplicate(String name, JsonParser parser) {
        return malformed("The JSON cannot be read" + place(parser.currentTokenLocation()) + ": Duplicate field '" + name
                + "'.");
    }

    /** A token in a client's words. */
    static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING, FIELD_NAME -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
        };
    }

    static String place(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** The parser's reason without its own names: they end where it starts to speak of its source or its settings. */
    private static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        for (String own : new String[] { "(start marker", "[Source", "(`", ", from `", "(for ", ": enable ", "(not recognized",
                "; " }) {
            int at = reason.indexOf(own);
            reason = at > 0 ? reason.substring(0, at) : reason;
        }
        return legible(reason.replace("JsonToken.", "").strip());
    }

    /** Without halves of surrogate pairs, which UTF-8 cannot carry: a text may have been cut between two. */
    static String legible(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
    }

    /** A string as UTF-8 can carry it, or refused. */
    static String text(String text, JsonParser parser) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw malformed("A string has a lone surrogate, which UTF-8 cannot carry"
                            + place(parser.currentTokenLocation()) + ".");
                }
                i++;
            }
        }
        return text;
    }
}
