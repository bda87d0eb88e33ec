package io.conversation.json;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.bson.ByteBuf;
import org.bson.ByteBufNIO;
import org.bson.io.OutputBuffer;

import io.conversation.problem.ProblemException;

/**
 * BSON while it is written, in pieces that are not copied when it grows. It stops at its limit, which it may pass by a piece at
 * the most: a byte of JSON can become six of BSON and a half.
 */
final class BsonPieces extends OutputBuffer {

    static final int PIECE = 64 * 1024;
    private static final int FIRST = 512;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int most;
    private final Supplier<ProblemException> refusal;
    /** Each of the same length. */
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[FIRST];
    private int at;
    private LongText text;

    /** A string that is too long to be in memory as one. */
    @FunctionalInterface
    interface LongText {
        void writeTo(Writer writer) throws IOException;
    }

    BsonPieces(int most, Supplier<ProblemException> refusal) {
        this.most = most;
        this.refusal = refusal;
    }

    /** All of it, which is given away with this. */
    byte[] take() {
        if (getPosition() > most) {
            throw refusal.get();
        }
        if (full.isEmpty()) {
            return at == piece.length ? piece : Arrays.copyOf(piece, at);
        }
        byte[] all = new byte[getPosition()];
        int to = 0;
        for (byte[] each : full) {
            System.arraycopy(each, 0, all, to, PIECE);
            to += PIECE;
        }
        System.arraycopy(piece, 0, all, to, at);
        full.clear();
        return all;
    }

    /** Is written in the place of the next string. */
    void insteadOfNext(LongText longText) {
        text = longText;
    }

    @Override
    public void writeString(String string) {
        if (text == null) {
            super.writeString(string);
            return;
        }
        int start = getPosition();
        writeInt32(0);
        try (Utf8Writer writer = new Utf8Writer(this)) {
            text.writeTo(writer);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
        text = null;
        writeByte(0);
        int length = getPosition() - start - 4;
        for (int i = 0; i < 4; i++) {
            write(start + i, length >> 8 * i);
        }
    }

    private void makeRoom() {
        if (at < piece.length) {
            return;
        }
        if (getPosition() > most) {
            throw refusal.get();
        }
        if (piece.length < PIECE) {
            piece = Arrays.copyOf(piece, 4 * piece.length > PIECE ? PIECE : 4 * piece.length);
        } else {
            full.add(piece);
            piece = new byte[PIECE];
            at = 0;
        }
    }

    @Override
    public void writeByte(int value) {
        makeRoom();
        piece[at++] = (byte) value;
    }

    @Override
    public void writeInt32(int value) {
        if (piece.length - at < Integer.BYTES) {
            super.writeInt32(value);
            return;
        }
        INT.set(piece, at, value);
        at += Integer.BYTES;
    }

    @Override
    public void writeInt64(long value) {
        if (piece.length - at < Long.BYTES) {
            super.writeInt64(value);
            return;
        }
        LONG.set(piece, at, value);
        at += Long.BYTES;
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) {
        for (int done = 0; done < length;) {
            makeRoom();
            int some = Math.min(length - done, piece.length - at);
            System.arraycopy(bytes, offset + done, piece, at, some);
            at += some;
            done += some;
        }
    }

    @Override
    protected void write(int position, int value) {
        int index = position / PIECE;
        (index < full.size() ? full.get(index) : piece)[position % PIECE] = (byte) value;
    }

    @Override
    public int getPosition() {
        return full.size() * PIECE + at;
    }

    @Override
    public int getSize() {
        return getPosition();
    }

    @Override
    public int pipe(OutputStream out) throws IOException {
        for (byte[] each : full) {
            out.write(each);
        }
        out.write(piece, 0, at);
        return getPosition();
    }

    @Override
    public List<ByteBuf> getByteBuffers() {
        List<ByteBuf> buffers = new ArrayList<>();
        full.forEach(each -> buffers.add(new ByteBufNIO(ByteBuffer.wrap(each))));
        buffers.add(new ByteBufNIO(ByteBuffer.wrap(piece, 0, at)));
        return buffers;
    }

    @Override
    public void truncateToPosition(int position) {
        throw new UnsupportedOperationException("Nothing is taken back");
    }
}
