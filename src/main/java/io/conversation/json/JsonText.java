package io.conversation.json;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.io.ContentReference;

/**
 * A JSON text that is read by itself: all of some bytes, or a part of them, without a copy. What is wrong with it is told by
 * its place in the whole.
 */
public final class JsonText {

    /** Counted from 1, in characters, as a parser does. */
    record Place(int line, int column) {

        static final Place START = new Place(1, 1);

        @Override
        public String toString() {
            return " (line " + line + ", column " + column + ")";
        }
    }

    private final byte[] json;
    private final int from;
    private final int to;
    private final int cutFrom;
    private final int cutTo;
    /** What a parser takes for the one place is the other in the whole. */
    private final Place read;
    private final Place whole;

    private JsonText(byte[] json, int from, int to, int cutFrom, int cutTo, Place read, Place whole) {
        this.json = json;
        this.from = from;
        this.to = to;
        this.cutFrom = cutFrom;
        this.cutTo = cutTo;
        this.read = read;
        this.whole = whole;
    }

    /** All of it, but for a byte order mark. */
    public static JsonText of(byte[] json) {
        return of(json, 0, json.length);
    }

    /** What is between the two, by itself: a line of several. */
    public static JsonText of(byte[] json, int from, int to) {
        boolean byteOrderMark = to - from >= 3 && json[from] == (byte) 0xEF && json[from + 1] == (byte) 0xBB
                && json[from + 2] == (byte) 0xBF;
        return new JsonText(json, byteOrderMark ? from + 3 : from, to, to, to, Place.START, Place.START);
    }

    /** See {@link JsonWeight}. */
    public long weight() {
        return JsonWeight.of(json, from, to);
    }

    /** What begins and ends there; {@code start} is its place. */
    JsonText part(int partFrom, int partTo, Place start) {
        return new JsonText(json, partFrom, partTo, partTo, partTo, Place.START, start);
    }

    /** All but what is between the two, whose places these are. */
    JsonText without(int cutFrom, Place cutAt, int cutTo, Place goesOnAt) {
        return new JsonText(json, from, to, cutFrom, cutTo, cutAt, goesOnAt);
    }

    byte[] bytes() {
        return json;
    }

    Place start() {
        return whole;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    public int length() {
        return to - from - (cutTo - cutFrom);
    }

    public boolean isObject() {
        return from < to && json[from] == '{';
    }

    ByteBuffer buffer() {
        if (cutFrom == cutTo) {
            return ByteBuffer.wrap(json, from, to - from);
        }
        return ByteBuffer.allocate(length()).put(json, from, cutFrom - from).put(json, cutTo, to - cutTo).flip();
    }

    InputStream stream() {
        if (cutFrom == cutTo) {
            return new ByteArrayInputStream(json, from, to - from);
        }
        return new SequenceInputStream(new ByteArrayInputStream(json, from, cutFrom - from),
                new ByteArrayInputStream(json, cutTo, to - cutTo));
    }

    boolean isWhole() {
        return read.equals(whole);
    }

    /** Where a place in what is read is in the whole. */
    JsonLocation inWhole(JsonLocation place) {
        if (place == null || isWhole() || place.getLineNr() < read.line
                || place.getLineNr() == read.line && place.getColumnNr() < read.column) {
            return place;
        }
        int line = whole.line + place.getLineNr() - read.line;
        int column = place.getLineNr() == read.line ? whole.column + place.getColumnNr() - read.column : place.getColumnNr();
        return new JsonLocation(ContentReference.unknown(), -1, line, column);
    }

    @Override
    public String toString() {
        return StandardCharsets.UTF_8.decode(buffer()).toString();
    }
}
