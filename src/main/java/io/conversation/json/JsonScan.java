package io.conversation.json;

import static io.conversation.problem.ProblemException.malformed;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.conversation.json.JsonText.Place;
import io.conversation.json.StrictJson.ElementReading;

/**
 * Finds where values begin and end by their strings, brackets and commas, and judges nothing else: what is wrong inside of one
 * is left to whoever reads it. An open bracket takes a bit, so that any depth will do.
 */
final class JsonScan {

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9A-Fa-f]{4})");
    private static final int LONGEST_ESCAPE = 6;

    private final JsonText text;
    private final byte[] json;
    private final int end;
    /** The brackets that are open, outermost first: set where it is an object's. */
    private final BitSet open = new BitSet();
    private int at;
    private int placed;
    private int line;
    private int column;

    JsonScan(JsonText text) {
        this.text = text;
        this.json = text.bytes();
        this.at = text.from();
        this.placed = at;
        this.line = text.start().line();
        this.column = text.start().column();
        this.end = text.to();
        skipBlank();
    }

    boolean isAt(char c) {
        return at < end && json[at] == c;
    }

    int position() {
        return at;
    }

    /** The next byte that is not blank, or the end. */
    int nextPosition() {
        skipBlank();
        return at;
    }

    /** Of a byte at or behind the one that was asked for last. */
    Place place(int position) {
        int characters = column;
        for (int i = placed; i < position; i++) {
            byte b = json[i];
            if (b == '\n') {
                line++;
                characters = 1;
            } else if (b >= 0 || (b & 0xC0) != 0x80) {
                // A character beyond U+FFFF, which has four bytes, counts as two.
                characters += (b & 0xF8) == 0xF0 ? 2 : 1;
            }
        }
        column = characters;
        placed = position;
        return new Place(line, column);
    }

    /** Passes over the array that it stands at the start of, giving out each element; {@code name} tells which array it is. */
    void elements(String name, ElementReading reading) {
        at++;
        skipBlank();
        for (int index = 0; index > 0 || !isAt(']'); index++) {
            int from = at;
            Place place = place(from);
            requireNone(passValue(), name, index);
            reading.read(text.part(from, at, place), index);
            skipBlank();
            if (isAt(']')) {
                break;
            }
            requireNone(isAt(',') ? null : "a comma or ] is missing", name, index);
            at++;
            skipBlank();
        }
        at++;
    }

    private void requireNone(String fault, String name, int index) {
        if (fault != null) {
            throw malformed("The JSON cannot be read at " + (name.isEmpty() ? "element " + index : name + "[" + index + "]")
                    + place(at) + ": " + fault + ".");
        }
    }

    /**
     * Goes to the array that is this member of the object it stands at the start of; false when there is none, or what comes
     * before is no JSON.
     */
    boolean findArray(String name) {
        if (!isAt('{')) {
            return false;
        }
        do {
            at++;
            skipBlank();
            int key = at;
            if (!isAt('"') || passValue() != null) {
                return false;
            }
            boolean wanted = isKey(name, key + 1, at - 1);
            skipBlank();
            if (!isAt(':')) {
                return false;
            }
            at++;
            skipBlank();
            if (wanted && isAt('[')) {
                return true;
            }
            if (passValue() != null) {
                return false;
            }
            skipBlank();
        } while (isAt(','));
        return false;
    }

    private boolean isKey(String name, int from, int to) {
        if (to - from > LONGEST_ESCAPE * name.length()) {
            return false;
        }
        String key = new String(json, from, to - from, StandardCharsets.UTF_8);
        return ESCAPE.matcher(key).replaceAll(escape -> Matcher.quoteReplacement(
                String.valueOf((char) Integer.parseInt(escape.group(1), 16)))).equals(name);
    }

    /** What is wrong, null if nothing; it then stands where that is found. */
    private String passValue() {
        if (isAt('"')) {
            return passString();
        }
        if (isAt('{') || isAt('[')) {
            return passBrackets();
        }
        int from = at;
        while (at < end && " \t\r\n,:[]{}\"".indexOf(json[at]) < 0) {
            at++;
        }
        return at == from ? "a value is missing" : null;
    }

    private String passString() {
        for (int i = at + 1; i < end; i++) {
            if (json[i] == '"') {
                at = i + 1;
                return null;
            }
            if (json[i] == '\\') {
                i++;
            }
        }
        return "a string does not end";
    }

    private String passBrackets() {
        int from = at;
        int depth = 0;
        do {
            byte b = json[at];
            if (b == '"') {
                String fault = passString();
                if (fault != null) {
                    return fault;
                }
                continue;
            }
            if (b == '{' || b == '[') {
                open.set(depth++, b == '{');
            } else if ((b == '}' || b == ']') && open.get(--depth) != (b == '}')) {
                return "a " + (b == '}' ? "]" : "}") + " is missing";
            }
            at++;
        } while (depth > 0 && at < end);
        if (depth > 0) {
            at = from;
            return "what begins here does not end";
        }
        return null;
    }

    private void skipBlank() {
        while (at < end && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n')) {
            at++;
        }
    }
}
