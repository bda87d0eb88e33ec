package io.conversation.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the service that can be cut and mended. */
final class CutConnection implements AutoCloseable {

    private final int service;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    CutConnection(int service) {
        this.service = service;
        try {
            listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("cut-connection").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends what is open, and what is opened from now on at once. */
    void cut() {
        away = true;
        open.forEach(CutConnection::end);
    }

    void mend() {
        away = false;
    }

    /** Ends what is open, and lets it come back. */
    void cutOnce() {
        open.forEach(CutConnection::end);
    }

    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket browser = listener.accept();
                Socket server = connect(browser);
                open.add(browser);
                open.add(server);
                pump(browser, server);
                pump(server, browser);
                if (away) {
                    end(browser);
                }
            } catch (IOException e) {
                // Closed, or the service is: the browser sees it.
            }
        }
    }

    /** To the service; when it is not there, the browser sees that too. */
    private Socket connect(Socket browser) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), service);
        } catch (IOException e) {
            end(browser);
            throw e;
        }
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual().name("cut-connection-pump").start(() -> {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // Ended on purpose.
            } finally {
                end(from);
                end(to);
            }
        });
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
