package io.conversation.http;

import static io.conversation.problem.ProblemException.malformed;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What comes out of gzip (RFC 1952), of one member or several, as it comes in: nothing is kept back that could be had, and
 * nothing ends as if it were whole when it is not. The JDK's own stream passes over what is broken behind the first member.
 */
final class Gunzip extends InputStream {

    private static final int BUFFER = 16 * 1024;
    /** Headers, and blocks of nothing; who sends more of them only keeps a thread busy. */
    private static final int MOST_OF_NOTHING = 1024 * 1024;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECK = 2;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final byte[] input = new byte[BUFFER];
    private final byte[] output = new byte[BUFFER];
    private int from;
    private int to;
    private int at;
    private int end;
    private boolean inMember;
    private boolean ended;
    private long taken;
    private long given;

    Gunzip(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == end) {
            if (!produce(true)) {
                return -1;
            }
        }
        int some = Math.min(length, end - at);
        System.arraycopy(output, at, bytes, offset, some);
        at += some;
        return some;
    }

    /** What can be read without waiting for anybody. */
    @Override
    public int available() throws IOException {
        while (at == end && produce(false)) {
            // A member's end brings nothing out.
        }
        return end - at;
    }

    /** One step on; false at the end, or when that would have to be waited for. */
    private boolean produce(boolean mayWait) throws IOException {
        if (ended || !hasInput(mayWait)) {
            return false;
        }
        if (!inMember) {
            readHeader();
            return true;
        }
        try {
            inflater.setInput(input, from, to - from);
            at = 0;
            end = inflater.inflate(output);
            from = to - inflater.getRemaining();
        } catch (DataFormatException e) {
            throw broken("its data cannot be read");
        }
        check.update(output, 0, end);
        given += end;
        if (inflater.finished()) {
            readTrailer();
        } else if (inflater.needsDictionary()) {
            throw broken("it needs a dictionary");
        }
        return true;
    }

    /** False at the end, which is right between members only, or where it cannot be told yet. */
    private boolean hasInput(boolean mayWait) throws IOException {
        if (from < to) {
            return true;
        }
        // The inflater may have more to give of what it has taken.
        if (inMember && end == output.length) {
            return true;
        }
        if (!mayWait && in.available() == 0) {
            return false;
        }
        from = 0;
        to = Math.max(0, in.read(input));
        taken += to;
        if (taken > 2 * given + MOST_OF_NOTHING) {
            throw broken("next to nothing comes out of it");
        }
        if (to == 0 && inMember) {
            throw broken("it ends too early");
        }
        if (to == 0) {
            ended = true;
            inflater.end();
        }
        return !ended;
    }

    private void readHeader() throws IOException {
        if (next() != 0x1F || next() != 0x8B) {
            throw broken(given == 0 && taken <= BUFFER ? "it does not begin as such" : "something else follows it");
        }
        int method = next();
        int flags = next();
        if (method != 8 || (flags & RESERVED) != 0) {
            throw broken("its method is unknown");
        }
        pass(6);
        if ((flags & EXTRA) != 0) {
            pass(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            passText();
        }
        if ((flags & COMMENT) != 0) {
            passText();
        }
        pass((flags & HEADER_CHECK) != 0 ? 2 : 0);
        inMember = true;
        at = 0;
        end = 0;
        check.reset();
        inflater.reset();
    }

    private void readTrailer() throws IOException {
        long sum = nextInt();
        long size = nextInt();
        if (sum != check.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw broken("its checksum is another");
        }
        inMember = false;
    }

    private void pass(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void passText() throws IOException {
        for (int i = 0; next() != 0; i++) {
            if (i == MOST_OF_NOTHING) {
                throw broken("its header does not end");
            }
        }
    }

    private long nextInt() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    private int next() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(input));
            taken += to;
            if (to == 0) {
                throw broken("it ends too early");
            }
        }
        return input[from++] & 0xFF;
    }

    private static RuntimeException broken(String why) {
        return malformed("The body is not the gzip that its Content-Encoding says: " + why + ".");
    }
}
