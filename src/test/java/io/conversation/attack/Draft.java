package io.conversation.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.conversation.openapi.OpenApiDocument.Operation;

/** A request while it is made: sound at first, then worse. Each character of its head is sent as one byte. */
final class Draft {

    /** How the body is marked off. */
    enum Framing {
        LENGTH,
        CHUNKED,
        NONE
    }

    /** How it goes out. */
    enum Delivery {
        WHOLE,
        SLOW,
        CUT
    }

    record Header(String name, String value) {
    }

    final Operation operation;
    final List<Header> headers = new ArrayList<>();
    final List<String> tricks = new ArrayList<>();
    String method;
    String path;
    String query = "";
    String version = "HTTP/1.1";
    byte[] body = new byte[0];
    Framing framing = Framing.NONE;
    Delivery delivery = Delivery.WHOLE;
    /** Put at the end of each chunk's size. */
    String chunkExtension = "";
    /** Whether it is of HTTP: what is not may be refused by the server below the service, without a word. */
    boolean isHttp = true;
    /** Whether its path can only mean the operation's. */
    boolean isPathPlain = true;

    Draft(Operation operation, String path) {
        this.operation = operation;
        this.method = operation.method().toUpperCase(Locale.ROOT);
        this.path = path;
    }

    void header(String name, String value) {
        headers.add(new Header(name, value));
    }

    void replaceHeader(String name, String value) {
        headers.removeIf(header -> header.name().equalsIgnoreCase(name));
        header(name, value);
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether the connection can be used for another after it. */
    boolean keepsConnection() {
        return isHttp && delivery != Delivery.CUT && version.equals("HTTP/1.1");
    }

    byte[] head() {
        StringBuilder head = new StringBuilder(method).append(' ').append(target()).append(' ').append(version).append("\r\n");
        headers.forEach(header -> head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        switch (framing) {
            case LENGTH -> head.append("Content-Length: ").append(body.length).append("\r\n");
            case CHUNKED -> head.append("Transfer-Encoding: chunked\r\n");
            case NONE -> {
            }
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body as it goes over the wire. */
    byte[] framedBody() {
        if (framing != Framing.CHUNKED) {
            return body;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int piece = Math.max(1, body.length / 3);
        for (int at = 0; at < body.length; at += piece) {
            int length = Math.min(piece, body.length - at);
            out.writeBytes((Integer.toHexString(length) + chunkExtension + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, at, length);
            out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }
}
