package io.conversation.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Clients that send the next request when the last is answered: one connection each, all in one thread, so that the load costs
 * the machine little beside what it measures.
 */
final class HttpLoad {

    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** JSON has no line ends of its own, so these bytes are nowhere else. */
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNKED = -1;

    /** The bytes of a client's next request. */
    @FunctionalInterface
    interface Requests {
        byte[] next(int client);
    }

    private final int[] micros = new int[4_000_000];
    private int answered;
    private int failed;

    private HttpLoad() {
    }

    static Result run(int port, int clients, Duration time, Requests requests) throws IOException {
        return new HttpLoad().measure(port, clients, time, requests);
    }

    private Result measure(int port, int clients, Duration time, Requests requests) throws IOException {
        try (Selector selector = Selector.open()) {
            Client[] all = new Client[clients];
            for (int i = 0; i < clients; i++) {
                all[i] = new Client(i, port, selector);
            }
            long start = System.nanoTime();
            long end = start + time.toNanos();
            for (Client client : all) {
                client.send(requests);
            }
            int open = clients;
            while (open > 0) {
                selector.select(10_000);
                if (selector.selectedKeys().isEmpty()) {
                    throw new IOException("No answer within ten seconds");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Client client = (Client) key.attachment();
                    if (client.receive()) {
                        if (System.nanoTime() < end) {
                            client.send(requests);
                        } else {
                            client.channel.close();
                            open--;
                        }
                    }
                }
                selector.selectedKeys().clear();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            int[] sorted = Arrays.copyOf(micros, Math.min(answered, micros.length));
            Arrays.sort(sorted);
            return new Result(answered, failed, seconds, sorted);
        }
    }

    private final class Client {

        private final int number;
        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        private int headLength = -1;
        private int length;
        private long sent;

        Client(int number, int port, Selector selector) throws IOException {
            this.number = number;
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(Requests requests) throws IOException {
            ByteBuffer out = ByteBuffer.wrap(requests.next(number));
            sent = System.nanoTime();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /** Whether the answer is whole. */
        boolean receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("The service closed a connection");
            }
            if (headLength < 0 && !readHead()) {
                return false;
            }
            if (length == CHUNKED ? !endsWith(LAST_CHUNK) : in.position() < length) {
                if (!in.hasRemaining()) {
                    in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
                }
                return false;
            }
            if (answered < micros.length) {
                micros[answered] = (int) ((System.nanoTime() - sent) / 1000);
            }
            answered++;
            failed += in.get(9) == '2' || isNotModified() ? 0 : 1;
            in.clear();
            headLength = -1;
            return true;
        }

        private boolean readHead() {
            int end = indexOfEnd();
            if (end < 0) {
                return false;
            }
            headLength = end + END_OF_HEAD.length;
            String head = new String(in.array(), 0, headLength, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            int at = head.indexOf("\r\ncontent-length:");
            length = isNotModified() ? headLength
                    : at < 0 ? CHUNKED
                            : headLength + Integer.parseInt(
                                    head.substring(at + "\r\ncontent-length:".length(), head.indexOf('\r', at + 2)).strip());
            return true;
        }

        /** An answer without a body, and so without a length. */
        private boolean isNotModified() {
            return in.get(9) == '3' && in.get(11) == '4';
        }

        private boolean endsWith(byte[] end) {
            int from = in.position() - end.length;
            return from >= 0 && Arrays.equals(in.array(), from, in.position(), end, 0, end.length);
        }

        private int indexOfEnd() {
            for (int i = 0; i + END_OF_HEAD.length <= in.position(); i++) {
                if (Arrays.equals(in.array(), i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
