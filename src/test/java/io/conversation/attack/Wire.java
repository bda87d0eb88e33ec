package io.conversation.attack;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import io.conversation.Answer;

/** The connection of one client, kept from one request to the next for as long as both sides can. */
final class Wire implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    /** What is not HTTP is refused at once, or waited for to go on. */
    private static final int SHORT_TIMEOUT_MILLIS = 500;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int PIECES = 4;
    private static final long PAUSE_NANOS = 3_000_000;

    /** What came: a part of what was longer than anybody wants to read, or never ends; cut, of what was not ended. */
    record Received(Answer answer, Extent extent) {

        boolean isWhole() {
            return extent == Extent.WHOLE;
        }

        boolean isCut() {
            return extent == Extent.CUT;
        }
    }

    enum Extent {
        WHOLE,
        PART,
        CUT
    }

    private final int port;
    private Socket socket;
    private InputStream in;

    Wire(int port) {
        this.port = port;
    }

    /** The answer, or null when the connection ended without one. */
    Received exchange(Draft draft) throws IOException {
        if (socket == null) {
            socket = new Socket("localhost", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        }
        socket.setSoTimeout(draft.isHttp ? TIMEOUT_MILLIS : SHORT_TIMEOUT_MILLIS);
        boolean keep = false;
        try {
            send(draft);
            Received received = draft.delivery == Draft.Delivery.CUT ? null : receive(draft);
            keep = received != null && draft.keepsConnection() && received.isWhole()
                    && !"close".equalsIgnoreCase(received.answer().header("Connection"));
            return received;
        } finally {
            if (!keep) {
                close();
            }
        }
    }

    private void send(Draft draft) {
        try {
            OutputStream out = socket.getOutputStream();
            byte[] body = draft.framedBody();
            byte[] head = draft.head();
            switch (draft.delivery) {
                case WHOLE -> {
                    out.write(head);
                    out.write(body);
                }
                case SLOW -> {
                    slowly(out, head);
                    slowly(out, body);
                }
                case CUT -> {
                    out.write(head);
                    out.write(body, 0, body.length / 2);
                }
            }
            out.flush();
        } catch (IOException e) {
            // The service may answer, and close, before it has been sent everything.
        }
    }

    private static void slowly(OutputStream out, byte[] bytes) throws IOException {
        int piece = Math.max(1, bytes.length / PIECES);
        for (int at = 0; at < bytes.length; at += piece) {
            out.write(bytes, at, Math.min(piece, bytes.length - at));
            out.flush();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Received receive(Draft draft) throws IOException {
        String statusLine = line();
        while (statusLine.startsWith("HTTP/1.1 100")) {
            headers();
            statusLine = line();
        }
        if (statusLine.isEmpty()) {
            return null;
        }
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        Map<String, List<String>> headers = headers();
        if (draft.isHead() || status == 204 || status == 304 || status < 200) {
            return new Received(new Answer(status, headers, new byte[0]), Extent.WHOLE);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Extent extent = headers.containsKey("Transfer-Encoding") ? chunks(body, isEndless(headers))
                : isEndless(headers) ? message(body) : counted(body, headers.get("Content-Length"));
        return new Received(new Answer(status, headers, body.toByteArray()), extent);
    }

    private static boolean isEndless(Map<String, List<String>> headers) {
        return headers.getOrDefault("Content-Type", List.of("")).getFirst().startsWith("text/event-stream");
    }

    private Extent counted(ByteArrayOutputStream body, List<String> length) throws IOException {
        int bytes = length == null ? MOST_BYTES : Integer.parseInt(length.getFirst());
        body.writeBytes(in.readNBytes(bytes));
        return body.size() == bytes || length == null ? Extent.WHOLE : Extent.CUT;
    }

    /** Of what never ends, and is not in chunks, as HTTP/1.0 does not have them: the first message. */
    private Extent message(ByteArrayOutputStream body) throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            body.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        return Extent.PART;
    }

    /** Of what never ends, the first chunk; that comes within a heartbeat. */
    private Extent chunks(ByteArrayOutputStream body, boolean endless) throws IOException {
        for (String line = line(); !line.equals("0"); line = line()) {
            if (line.isEmpty()) {
                return Extent.CUT;
            }
            body.writeBytes(in.readNBytes(Integer.parseInt(line, 16)));
            line();
            if (endless || body.size() > MOST_BYTES) {
                return Extent.PART;
            }
        }
        line();
        return Extent.WHOLE;
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        for (; c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        if (c < 0 && !line.isEmpty()) {
            throw new EOFException("The answer ended within '" + line + "'");
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
