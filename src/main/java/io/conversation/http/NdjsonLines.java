package io.conversation.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.conversation.json.JsonText;

/** Splits a stream into lines without holding more than one, and passes over the rest of a line that is too long. */
public final class NdjsonLines {

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final int most;
    private final Room room;
    private final Pieces line;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private long number;
    private boolean tooLong;

    NdjsonLines(InputStream in, int most) {
        this(in, most, bytes -> {
        });
    }

    /** @param room is asked for the bytes of a line before there are any */
    public NdjsonLines(InputStream in, int most, Room room) {
        this.in = in;
        this.most = most;
        this.room = room;
        this.line = new Pieces(room);
    }

    /** The next line without its end, or null after the last. A line that is too long comes as its beginning. */
    public byte[] next() throws IOException {
        boolean any = false;
        tooLong = false;
        while (from < to || fill()) {
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            boolean ended = end < to;
            if (ended && line.size() == 0 && end - from <= most) {
                number++;
                return cut(end);
            }
            keep(end - from);
            from = ended ? end + 1 : end;
            if (ended) {
                break;
            }
        }
        number++;
        return any ? line.take() : null;
    }

    /** A line that is in the buffer as a whole. */
    private byte[] cut(int end) throws IOException {
        room.ask(end - from);
        byte[] whole = Arrays.copyOfRange(buffer, from, end);
        from = end + 1;
        return whole;
    }

    private void keep(int length) throws IOException {
        int left = most - line.size();
        tooLong |= length > left;
        line.write(buffer, from, Math.min(length, left));
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }

    /** Of the line that {@link #next} gave last, counted from 1. */
    public long number() {
        return number;
    }

    public boolean tooLong() {
        return tooLong;
    }

    /**
     * Whether the next line, or the end, may be long in coming: the time to write and to show what is done. Reads ahead what is
     * there; a line too long for the buffer counts as one that is waited for.
     */
    public boolean mustWait() throws IOException {
        for (int i = from; true; i++) {
            if (i == to) {
                i -= from;
                if (!readAhead()) {
                    return true;
                }
            }
            if (buffer[i] == '\n') {
                return false;
            }
        }
    }

    /** Takes what is there without waiting for more, as far as there is room behind what is left. */
    private boolean readAhead() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int ready = Math.min(in.available(), buffer.length - to);
        int read = ready == 0 ? 0 : in.read(buffer, to, ready);
        to += Math.max(0, read);
        return read > 0;
    }

    /** The lines of a whole body, where they are in it, blank ones left out. */
    public static List<JsonText> split(byte[] body) {
        List<JsonText> lines = new ArrayList<>();
        int from = 0;
        for (int to = 0; to <= body.length; to++) {
            if (to == body.length || body[to] == '\n') {
                if (!isBlank(body, from, to)) {
                    lines.add(JsonText.of(body, from, to));
                }
                from = to + 1;
            }
        }
        return lines;
    }

    public static boolean isBlank(byte[] line) {
        return isBlank(line, 0, line.length);
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
