package io.conversation.fault;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;

/**
 * Stands between the service and its database and does what networks do: goes away, falls silent, delays, or cuts a connection
 * in the middle of a command or before its answer. It knows where a command of MongoDB's wire protocol begins and what it is
 * called, so that a fault hits the command it is meant for, and a delay is added once to each round trip.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final int HEADER = 16;
    private static final int OP_MSG = 2013;
    // Header, flags, kind of section, length of the document, type of its first field.
    private static final int COMMAND_NAME = HEADER + 4 + 1 + 4 + 1;

    private enum Kind {
        CUT_REQUEST,
        LOSE_ANSWER
    }

    /** What becomes of the next commands of that name. */
    private record Fault(Kind kind, String command, AtomicInteger times) {

        boolean takes(String name) {
            return name.equals(command) && times.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }
    }

    private final int port;
    private final ConnectionString given;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private volatile InetSocketAddress database;
    private volatile ServerSocket listener;
    private volatile long delayNanos;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Fault fault = new Fault(Kind.CUT_REQUEST, "", new AtomicInteger());

    /** Forwards to the first server of the connection string. */
    public FaultProxy(String connectionString) {
        given = new ConnectionString(connectionString);
        database(connectionString);
        listener = listen(0);
        port = listener.getLocalPort();
    }

    /** Where the database is from now on, for new connections. */
    public void database(String connectionString) {
        ServerAddress address = new ServerAddress(new ConnectionString(connectionString).getHosts().getFirst());
        database = new InetSocketAddress(address.getHost(), address.getPort());
    }

    /** To connect through the proxy, to this one server alone. */
    public String connectionString() {
        return RealServer.direct(given, "127.0.0.1:" + port) + "&appName=" + RealServer.APPLICATION;
    }

    /** Back to normal. What was stalled goes on to where it was sent, late, as it would on a network. */
    public void forward() {
        fault = new Fault(Kind.CUT_REQUEST, "", new AtomicInteger());
        delayNanos = 0;
        gate.countDown();
        if (listener == null) {
            listener = listen(port);
        }
    }

    /** Refuses connections, and cuts those that there are. */
    public void away() {
        ServerSocket open = listener;
        listener = null;
        close(open);
        links.forEach(Link::cut);
    }

    /** Takes connections and commands, and passes nothing on. */
    public void stall() {
        gate = new CountDownLatch(1);
    }

    /** Adds this to each command's time. */
    public void delay(Duration time) {
        delayNanos = time.toNanos();
    }

    /** Cuts the connection after half of each of the next such commands: the database never sees them whole. */
    public void cutNext(String command, int times) {
        fault = new Fault(Kind.CUT_REQUEST, command, new AtomicInteger(times));
    }

    /** Cuts the connection when the database has answered each of the next such commands, and keeps the answer. */
    public void loseAnswerOfNext(String command, int times) {
        fault = new Fault(Kind.LOSE_ANSWER, command, new AtomicInteger(times));
    }

    /** How many commands have yet to be hit. */
    public int faultsLeft() {
        return fault.times.get();
    }

    /** How many commands of that name have come so far. */
    public long seen(String command) {
        LongAdder count = seen.get(command);
        return count == null ? 0 : count.sum();
    }

    public int connections() {
        return links.size();
    }

    @Override
    public void close() {
        away();
        gate.countDown();
    }

    private ServerSocket listen(int wanted) {
        ServerSocket socket = bind(wanted);
        Thread.ofVirtual().name("fault-proxy").start(() -> accept(socket));
        return socket;
    }

    /** The port may be taken for a moment by a connection that somebody else opens. */
    public static ServerSocket bind(int wanted) {
        for (int tries = 100;; tries--) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1024);
                return socket;
            } catch (IOException e) {
                if (tries == 0) {
                    throw new UncheckedIOException(e);
                }
                Waiting.pause();
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket service = socket.accept();
                Thread.ofVirtual().name("fault-proxy-connect").start(() -> connect(service));
            } catch (IOException e) {
                close(socket);
            }
        }
    }

    private void connect(Socket service) {
        Socket server = new Socket();
        try {
            server.connect(database);
            service.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            close(server);
            close(service);
            return;
        }
        Link link = new Link(service, server);
        links.add(link);
        Thread.ofVirtual().name("fault-proxy-requests").start(() -> link.run(link::requests));
        Thread.ofVirtual().name("fault-proxy-answers").start(() -> link.run(link::answers));
        if (listener == null) {
            link.cut();
        }
    }

    private static void close(AutoCloseable open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (Exception e) {
            // Closed is closed.
        }
    }

    @FunctionalInterface
    private interface Pump {
        void run() throws IOException, InterruptedException;
    }

    /** One connection of the service and its other half to the database. */
    private final class Link {

        private final Socket service;
        private final Socket server;
        private volatile boolean losingAnswer;

        Link(Socket service, Socket server) {
            this.service = service;
            this.server = server;
        }

        void run(Pump pump) {
            try {
                pump.run();
            } catch (IOException e) {
                // One side has gone; the other one is to see the same.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                cut();
            }
        }

        void cut() {
            close(service);
            close(server);
            links.remove(this);
        }

        void requests() throws IOException, InterruptedException {
            DataInputStream in = new DataInputStream(service.getInputStream());
            OutputStream out = server.getOutputStream();
            byte[] message = new byte[CHUNK];
            while (true) {
                in.readFully(message, 0, HEADER);
                long due = System.nanoTime() + delayNanos;
                int length = intAt(message, 0);
                if (length > message.length) {
                    byte[] longer = new byte[length];
                    System.arraycopy(message, 0, longer, 0, HEADER);
                    message = longer;
                }
                in.readFully(message, HEADER, length - HEADER);
                String command = command(message, length);
                seen.computeIfAbsent(command, name -> new LongAdder()).increment();
                gate.await();
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                Fault now = fault;
                if (now.takes(command)) {
                    if (now.kind == Kind.CUT_REQUEST) {
                        out.write(message, 0, length / 2);
                        return;
                    }
                    losingAnswer = true;
                }
                out.write(message, 0, length);
            }
        }

        void answers() throws IOException, InterruptedException {
            InputStream in = server.getInputStream();
            OutputStream out = service.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0 && !losingAnswer; read = in.read(chunk)) {
                gate.await();
                out.write(chunk, 0, read);
            }
        }
    }

    private static int intAt(byte[] bytes, int place) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(place);
    }

    /** The name of the command's first field; empty for messages of the older kind, which begin connections. */
    private static String command(byte[] message, int length) {
        if (intAt(message, 12) != OP_MSG) {
            return "";
        }
        int end = COMMAND_NAME;
        while (end < length && message[end] != 0) {
            end++;
        }
        return new String(message, COMMAND_NAME, end - COMMAND_NAME, StandardCharsets.UTF_8);
    }
}
