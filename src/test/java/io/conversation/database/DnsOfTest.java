package io.conversation.database;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A name server that fails until it is told where the database is, and then says so to whoever asks for SRV and TXT records.
 */
final class DnsOfTest implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int ANSWER = 0x8180;
    private static final int SERVER_FAILURE = 0x8182;
    private static final int TXT = 16;
    private static final int SRV = 33;
    // A name that is the question's.
    private static final int SAME_NAME = 0xC000 | HEADER;

    private final DatagramSocket socket;
    private volatile String host;
    private volatile int databasePort;

    DnsOfTest() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("dns").start(this::run);
    }

    int port() {
        return socket.getLocalPort();
    }

    void databaseIsAt(String name, int port) {
        databasePort = port;
        host = name;
    }

    private void run() {
        byte[] message = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(message, message.length);
                socket.receive(question);
                byte[] answer = answer(message, question.getLength());
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException e) {
                // Closed, or the one who asked is gone.
            }
        }
    }

    private byte[] answer(byte[] message, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int end = HEADER;
        while (message[end] != 0) {
            end += message[end] + 1;
        }
        int type = (message[end + 1] & 0xFF) << 8 | message[end + 2] & 0xFF;
        byte[] data = host == null ? null : type == SRV ? srv() : type == TXT ? txt("authSource=admin") : null;
        out.write(message, 0, 2);
        out.writeShort(host == null ? SERVER_FAILURE : ANSWER);
        out.writeShort(1);
        out.writeShort(data == null ? 0 : 1);
        out.writeInt(0);
        out.write(message, HEADER, end + 5 - HEADER);
        if (data != null) {
            out.writeShort(SAME_NAME);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(1);
            out.writeShort(data.length);
            out.write(data);
        }
        return bytes.toByteArray();
    }

    private byte[] srv() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(0);
        out.writeShort(0);
        out.writeShort(databasePort);
        for (String label : host.split("\\.")) {
            out.write(txt(label));
        }
        out.write(0);
        return bytes.toByteArray();
    }

    private static byte[] txt(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[ascii.length + 1];
        data[0] = (byte) ascii.length;
        System.arraycopy(ascii, 0, data, 1, ascii.length);
        return data;
    }

    @Override
    public void close() {
        socket.close();
    }
}
