package io.conversation.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Splits a stream into lines without holding more than one, and passes over the rest of a line that is too long. */
final class NdjsonLines {

    private final InputStream in;
    private final int most;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private long number;
    private boolean tooLong;

    NdjsonLines(InputStream in, int most) {
        this.in = in;
        this.most = most;
    }

    /** The next line without its end, or null after the last. A line that is too long comes as its beginning. */
    byte[] next() throws IOException {
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
    long number() {
        return number;
    }

    boolean tooLong() {
        return tooLong;
    }

    /** Whether the sender has to send more before there is another line or the end: the time to show what is done. */
    boolean mustWait() throws IOException {
        return from == to && in.available() == 0;
    }
}
