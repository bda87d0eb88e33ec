package io.conversation.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.conversation.fault.FaultProxy;

/** Stands between the service and its broker, and does what networks do: goes away, or falls silent. */
public final class BrokerProxy implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final int port;
    private final InetSocketAddress broker;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    BrokerProxy(int port, int broker) {
        this.port = port;
        this.broker = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker);
        forward();
    }

    /** Back to normal; what was stalled goes on. */
    public void forward() {
        gate.countDown();
        if (listener == null) {
            listener = listen();
        }
    }

    /** Refuses connections, and cuts those that there are. */
    public void away() {
        ServerSocket was = listener;
        listener = null;
        close(was);
        open.forEach(this::cut);
    }

    /** Takes connections and what is sent, and passes nothing on. */
    public void stall() {
        gate = new CountDownLatch(1);
    }

    @Override
    public void close() {
        away();
        gate.countDown();
    }

    private ServerSocket listen() {
        ServerSocket socket = FaultProxy.bind(port);
        Thread.ofVirtual().name("broker-proxy").start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket service = socket.accept();
                Thread.ofVirtual().name("broker-proxy-connect").start(() -> connect(service));
            } catch (IOException e) {
                close(socket);
            }
        }
    }

    private void connect(Socket service) {
        Socket server = new Socket();
        open.add(service);
        open.add(server);
        try {
            server.connect(broker);
            service.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            cut(service);
            cut(server);
            return;
        }
        Thread.ofVirtual().name("broker-proxy-requests").start(() -> pump(service, server));
        Thread.ofVirtual().name("broker-proxy-answers").start(() -> pump(server, service));
        if (listener == null) {
            cut(service);
            cut(server);
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                gate.await();
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            // One side has gone; the other one is to see the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cut(from);
            cut(to);
        }
    }

    private void cut(Socket socket) {
        close(socket);
        open.remove(socket);
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
}
