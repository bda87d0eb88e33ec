package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

import io.conversation.fault.PackagedService;
import io.conversation.fault.Waiting;

/**
 * A Kafka broker in a JVM of its own, on the loopback and with its data in {@code target}: one for all tests of this JVM, and
 * ended with it. It can be killed, and started again as it was. Clients reach it by itself, or through a {@link BrokerProxy}.
 */
public final class Broker {

    private static final Path CLASS_PATH = Path.of("target", "broker", "classpath");
    /** By which each class loader finds what another has started. */
    private static final String PLACE = "io.conversation.kafka.broker.";
    private static final int TRIES = 3;
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    static {
        CLIENTS.setLevel(Level.SEVERE);
    }

    private final Path directory;
    private final int port;
    private final int portBehindProxy;
    private final int portOfProxy;

    private Broker(Path directory, int port, int portBehindProxy, int portOfProxy) {
        this.directory = directory;
        this.port = port;
        this.portBehindProxy = portBehindProxy;
        this.portOfProxy = portOfProxy;
    }

    /** The broker, running. */
    public static Broker shared() throws Exception {
        synchronized (System.getProperties()) {
            if (System.getProperty(PLACE + "directory") == null) {
                begin();
            }
        }
        Broker broker = new Broker(Path.of(System.getProperty(PLACE + "directory")), Integer.getInteger(PLACE + "port"),
                Integer.getInteger(PLACE + "behind-proxy"), Integer.getInteger(PLACE + "proxy"));
        broker.start();
        return broker;
    }

    private static void begin() throws Exception {
        Path directory = Files.createTempDirectory(Files.createDirectories(CLASS_PATH.getParent()), "data");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory)));
        for (int tries = 1;; tries++) {
            Broker broker = new Broker(directory, PackagedService.freePort(), PackagedService.freePort(),
                    PackagedService.freePort());
            broker.format(PackagedService.freePort());
            try {
                broker.start();
                System.setProperty(PLACE + "port", Integer.toString(broker.port));
                System.setProperty(PLACE + "behind-proxy", Integer.toString(broker.portBehindProxy));
                System.setProperty(PLACE + "proxy", Integer.toString(broker.portOfProxy));
                System.setProperty(PLACE + "directory", directory.toString());
                return;
            } catch (AssertionError e) { // somebody else may have taken a port meanwhile
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void end(Path directory) {
        process().ifPresent(ProcessHandle::destroyForcibly);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // What is left there the next clean takes.
        }
    }

    private static Optional<ProcessHandle> process() {
        return Optional.ofNullable(Long.getLong(PLACE + "pid")).flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    private void format(int controller) throws Exception {
        Properties settings = new Properties();
        settings.putAll(Map.of("process.roles", "broker,controller", "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controller, "controller.listener.names", "CONTROLLER",
                "listeners", "DIRECT://127.0.0.1:" + port + ",PROXIED://127.0.0.1:" + portBehindProxy
                        + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners", "DIRECT://" + bootstrapServers() + ",PROXIED://" + throughProxy(),
                "listener.security.protocol.map", "DIRECT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "DIRECT", "log.dirs", directory.resolve("log").toString(),
                "auto.create.topics.enable", "false"));
        // A broker that was killed is let in again when its session is over.
        settings.putAll(Map.of("broker.session.timeout.ms", "2000", "broker.heartbeat.interval.ms", "500"));
        settings.putAll(Map.of("offsets.topic.replication.factor", "1", "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1", "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1", "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000", "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.min.heartbeat.interval.ms", "100"));
        try (var file = Files.newBufferedWriter(settings())) {
            settings.store(file, null);
        }
        Process format = java("kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c",
                settings().toString());
        assertThat(format.waitFor()).as("formatting, see " + log()).isZero();
    }

    private Path settings() {
        return directory.resolve("server.properties");
    }

    private Path log() {
        return directory.resolve("broker.log");
    }

    private Process java(String... arguments) throws IOException {
        assertThat(CLASS_PATH).as("the broker's class path; ./mvnw process-test-resources tells it").exists();
        List<String> command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", Files.readString(CLASS_PATH)),
                Stream.of(arguments)).toList();
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
    }

    /** Does nothing where it runs. */
    public void start() throws Exception {
        if (process().isEmpty()) {
            Process started = java("kafka.Kafka", settings().toString());
            System.setProperty(PLACE + "pid", Long.toString(started.pid()));
            Waiting.until("the broker listens, see " + log(), () -> {
                assertThat(started.isAlive()).as("the broker runs, see " + log()).isTrue();
                return listens();
            });
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process().ifPresent(broker -> {
            broker.destroyForcibly();
            broker.onExit().join();
        });
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Where the proxy listens, when there is one. */
    public String throughProxy() {
        return "127.0.0.1:" + portOfProxy;
    }

    /** At the one place where there can be one at a time. */
    public BrokerProxy proxy() {
        return new BrokerProxy(portOfProxy, portBehindProxy);
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    public void createTopic(String name, int partitions, Map<String, String> settings) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings))).all().get();
        }
    }
}
