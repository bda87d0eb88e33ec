package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process of its own, to be ended in whatever way, and started again at the same address. */
public final class PackagedService implements AutoCloseable {

    private static final Path RUN = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final int port = freePort();
    private final Path log;
    private final Map<String, String> settings;
    private Process process;

    /** @param settings environment variables, beside those for the address and the database */
    public PackagedService(String name, String connectionString, String database, Map<String, String> settings)
            throws Exception {
        this.settings = new HashMap<>(settings);
        this.settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        this.settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        this.settings.put("QUARKUS_MONGODB_CONNECTION_STRING", connectionString);
        this.settings.put("QUARKUS_MONGODB_DATABASE", database);
        this.settings.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
        log = Path.of("target", "packaged-" + name + ".log");
        Files.deleteIfExists(log);
        start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the service is ready. */
    void start() throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", RUN.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        process = builder.start();
        try (Service service = new Service(base())) {
            Waiting.until("the packaged service is ready, see " + log, () -> {
                assertThat(process.isAlive()).as("the packaged service runs, see " + log).isTrue();
                return service.isReady();
            });
        }
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What is used of the heap after a collection. */
    long liveHeapBytes() throws Exception {
        Process histogram = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()), "GC.class_histogram").redirectErrorStream(true).start();
        try (BufferedReader lines = histogram.inputReader()) {
            String total = lines.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
            return Long.parseLong(total.strip().split("\\s+")[2]);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Whether the process ends within the time. */
    public boolean endsWithin(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    List<String> loggedErrors() throws IOException {
        return Files.readAllLines(log).stream().filter(line -> line.contains(" ERROR ")).toList();
    }

    @Override
    public void close() {
        kill();
    }
}
