package io.conversation.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes of which nobody has said how many there will be, in pieces; each is asked for before there is one. */
final class Pieces {

    private static final int FIRST = 8 * 1024;
    private static final int MOST = 64 * 1024;

    private final Room room;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[0];
    private int at;
    private int size;

    Pieces(Room room) {
        this.room = room;
    }

    int size() {
        return size;
    }

    /** Takes what there is; false at the end. */
    boolean read(InputStream in) throws IOException {
        makeRoom();
        int read = in.read(piece, at, piece.length - at);
        advance(Math.max(0, read));
        return read >= 0;
    }

    void write(byte[] bytes, int from, int length) throws IOException {
        for (int done = 0; done < length;) {
            makeRoom();
            int some = Math.min(length - done, piece.length - at);
            System.arraycopy(bytes, from + done, piece, at, some);
            advance(some);
            done += some;
        }
    }

    private void advance(int bytes) {
        at += bytes;
        size += bytes;
    }

    private void makeRoom() throws IOException {
        if (at < piece.length) {
            return;
        }
        int next = Math.min(MOST, Math.max(FIRST, 2 * piece.length));
        room.ask(next);
        if (piece.length > 0) {
            full.add(piece);
        }
        piece = new byte[next];
        at = 0;
    }

    /** All of them as one; begins anew. */
    byte[] take() {
        byte[] all = new byte[size];
        int to = 0;
        for (byte[] each : full) {
            System.arraycopy(each, 0, all, to, each.length);
            to += each.length;
        }
        System.arraycopy(piece, 0, all, to, at);
        full.clear();
        piece = new byte[0];
        at = 0;
        size = 0;
        return all;
    }
}
