package io.conversation.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged service in a process of its own, as it runs in a pod: small heap, serial collector. */
final class Service implements AutoCloseable {

    static final Path RUNNER = Path.of(System.getProperty("bench.runner", "target/quarkus-app/quarkus-run.jar"));
    private static final String FLAGS = System.getProperty("bench.serviceFlags", "-Xmx192m -XX:+UseSerialGC");
    private static final long START_LIMIT_NANOS = 60_000_000_000L;

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final int port;
    final Child process;

    private Service(int port, Child process) {
        this.port = port;
        this.process = process;
    }

    /** Started and ready; {@code settings} as environment variables. */
    static Service start(String name, String connection, String database, Map<String, String> settings) throws Exception {
        Service service = launch(name, connection, database, settings, List.of(FLAGS.split(" ")));
        service.awaitReady();
        return service;
    }

    static Service launch(String name, String connection, String database, Map<String, String> settings, List<String> flags)
            throws IOException {
        if (!Files.exists(RUNNER)) {
            throw new IllegalStateException(RUNNER + " is missing: ./mvnw package makes it");
        }
        int port = freePort();
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_MONGODB_CONNECTION_STRING", connection);
        environment.put("QUARKUS_MONGODB_DATABASE", database);
        List<String> arguments = new ArrayList<>(flags);
        // From its own directory: a cache fits only the path that it was made with.
        arguments.addAll(List.of("-jar", RUNNER.getFileName().toString()));
        return new Service(port, Child.start(name, false, RUNNER.toAbsolutePath().getParent(), environment, arguments));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void awaitReady() throws Exception {
        long limit = System.nanoTime() + START_LIMIT_NANOS;
        while (!answers("/q/health/ready")) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException("The service does not start; its log is in " + Child.LOGS);
            }
            Thread.sleep(50);
        }
    }

    boolean answers(String path) throws InterruptedException {
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()).body();
    }

    /** The same with its headers. */
    HttpResponse<String> getWhole(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    /** The {@code ETag} of what is there. */
    String tag(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.discarding()).headers().firstValue("ETag")
                .orElseThrow();
    }

    String post(String path, String type, String body) throws Exception {
        return post(path, body, "Content-Type", type);
    }

    /** Posts and reads the whole answer; refuses what is not 2xx. */
    String post(String path, String body, String... headers) throws Exception {
        var answer = CLIENT.send(HttpRequest.newBuilder(uri(path)).headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.close();
    }
}
