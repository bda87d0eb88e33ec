package io.conversation.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests with bodies and answers too large to be kept, each on a connection of its own. */
final class LargeClient {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final URI base;

    LargeClient(URI base) {
        this.base = base;
    }

    int get(String path, String accept) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nAccept: " + accept, new byte[0]);
    }

    int post(String path, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send("POST " + path + " HTTP/1.1\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length, bytes);
    }

    /** The status of the answer, which is read to its end. */
    private int send(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            try {
                out.write(body);
            } catch (IOException e) {
                // The service may answer, and close, before it has been sent everything.
            }
            InputStream in = socket.getInputStream();
            String status = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.ISO_8859_1);
            in.transferTo(OutputStream.nullOutputStream());
            return Integer.parseInt(status.substring("HTTP/1.1 ".length()));
        }
    }
}
