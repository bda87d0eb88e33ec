package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The packaged service as a process of its own, to be ended in whatever way, and started again at the same address. */
public final class PackagedService implements AutoCloseable {

    private static final Path TARGET = Path.of("target");
    private static final String HEAP = "-Xmx192m";
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // Tests that are ended from outside close nothing.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Properties artifact = artifact();
    private final int port = freePort();
    private final Path log;
    private final Map<String, String> settings;
    private Process process;

    /** @param settings environment variables, beside those for the address and the database */
    public PackagedService(String name, String connectionString, String database, Map<String, String> settings)
            throws Exception {
        this.settings = new HashMap<>(Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false"));
        this.settings.putAll(settings);
        this.settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        this.settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        this.settings.put("QUARKUS_MONGODB_CONNECTION_STRING", connectionString);
        this.settings.put("QUARKUS_MONGODB_DATABASE", database);
        this.settings.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
        log = TARGET.resolve("packaged-" + name + ".log");
        Files.deleteIfExists(log);
        start();
    }

    /** One that nobody listens at. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the build has made. */
    private static Properties artifact() {
        Properties artifact = new Properties();
        try (Reader file = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return artifact;
    }

    private boolean isNative() {
        return "native".equals(artifact.getProperty("type"));
    }

    private List<String> command() {
        if (isNative()) {
            return List.of(TARGET.resolve(artifact.getProperty("path")).toString(), HEAP);
        }
        return List.of(tool("java"), HEAP, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1",
                "-jar",
                TARGET.resolve("quarkus-app").resolve("quarkus-run.jar").toString());
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** Returns when the service is ready; one that never is leaves no process behind. */
    void start() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        process = builder.start();
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        try (Service service = new Service(health())) {
            Waiting.until("the packaged service is ready, see " + log, () -> {
                assertThat(process.isAlive()).as("the packaged service runs, see " + log).isTrue();
                return service.isReady();
            });
        } catch (Throwable e) {
            kill();
            throw e;
        }
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Where it tells whether it is ready. */
    URI health() {
        String own = settings.get("SESSIONS_MANAGEMENT_PORT");
        return own == null ? base() : URI.create("http://127.0.0.1:" + own);
    }

    /** What is used of the heap after a collection; empty for a native program, which does not tell. */
    OptionalLong liveHeapBytes() throws Exception {
        if (isNative()) {
            return OptionalLong.empty();
        }
        Process histogram = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true).start();
        try (BufferedReader lines = histogram.inputReader()) {
            String total = lines.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
            return OptionalLong.of(Long.parseLong(total.strip().split("\\s+")[2]));
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

    List<String> logged() throws IOException {
        return Files.readAllLines(log);
    }

    List<String> loggedErrors() throws IOException {
        return logged().stream().filter(line -> line.contains(" ERROR ")).toList();
    }

    @Override
    public void close() {
        kill();
    }
}
