package io.conversation.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Splits a stream into lines without holding more than one, and passes over the rest of a line that is too long. */
public final class NdjsonLines {

    private final InputStream in;
    private final int most;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private long number;
    private boolean tooLong;

    public NdjsonLines(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** The next line without its end, or null after the last. A line that is too long comes as its beginning. */
    public byte[] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean any = false;
        tooLong = false;
        while (from < to || fill()) {
            any = true;
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            keep(line, end - from);
            boolean ended = end < to;
            from = ended ? end + 1 : end;
            if (ended) {
                break;
            }
        }
        number++;
        return any ? line.toByteArray() : null;
    }

    private void keep(ByteArrayOutputStream line, int length) {
        int room = most - line.size();
        tooLong |= length > room;
        line.write(buffer, from, Math.min(length, room));
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

    /** The lines of a whole body, blank ones left out. */
    public static List<byte[]> split(byte[] body) {
        try {
            NdjsonLines lines = new NdjsonLines(new ByteArrayInputStream(body), body.length);
            List<byte[]> split = new ArrayList<>();
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (!isBlank(line)) {
                    split.add(line);
                }
            }
            return split;
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    public static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
