package io.conversation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import io.restassured.RestAssured;

/** Requests that no HTTP client would send, byte by byte. */
public final class RawHttp {

    private static final int TIMEOUT_MILLIS = 30_000;

    private RawHttp() {
    }

    @FunctionalInterface
    private interface Reader {
        void read(InputStream answer) throws IOException;
    }

    /** Sends the head, whose lines are ended here, and the body as it is, and reads one answer. */
    public static Answer send(String head, byte[] body) {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((head.strip().replace("\n", "\r\n") + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            try {
                out.write(body);
                out.flush();
            } catch (IOException e) {
                // The service may answer, and close, before it has been sent everything.
            }
            return answer(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Answer get(String path) {
        return send("GET " + path + " HTTP/1.1", new byte[0]);
    }

    /** A body of this type to a path as it is, with the characters that a client's library would not let through. */
    public static Answer post(String path, String contentType, Object body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return send("POST " + path + " HTTP/1.1\nContent-Type: " + contentType + "\nContent-Length: " + bytes.length, bytes);
    }

    /** Sends the head, and goes after so long, whatever has been answered by then. */
    public static void abandonAfter(Duration time, String head) {
        abandon(head, answer -> LockSupport.parkNanos(time.toNanos()));
    }

    /** Sends the head, reads the first bytes of the answer, and goes. */
    public static void abandon(String head) {
        abandon(head, RawHttp::line);
    }

    private static void abandon(String head, Reader reader) {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write((head.strip().replace("\n", "\r\n") + "\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            reader.read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        String[] status = line(in).split(" ", 3);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.put(line.substring(0, line.indexOf(':')), List.of(line.substring(line.indexOf(':') + 1).strip()));
        }
        byte[] body = headers.containsKey("Transfer-Encoding") ? chunks(in)
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", List.of("0")).getFirst()));
        return new Answer(Integer.parseInt(status[1]), headers, body);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
