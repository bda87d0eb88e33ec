package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The nginx that the machine has, in front of packaged services, by the configuration of {@code compose.yaml}: what it listens
 * to, where it writes, and the addresses of the pods are this machine's, all else is as it is there.
 */
final class Ingress implements AutoCloseable {

    /** A path that goes before what is installed. */
    static final String VARIABLE = "NGINX";
    private static final Path CONFIGURATION = Path.of("src/main/compose");
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final int port = PackagedService.freePort();
    private final Path directory;
    private final Path log;
    private final Path executable;
    private final Process process;
    private final Thread hook;

    Ingress(String name, List<PackagedService> pods) throws Exception {
        executable = find().orElseThrow();
        directory = Files.createDirectories(TARGET.resolve(name));
        log = directory.resolve("nginx.log");
        Files.writeString(directory.resolve("nginx.conf"), replace(read("nginx.conf"), "listen 8080;",
                "listen 127.0.0.1:" + port + ";").replace("/tmp/", directory + "/"));
        Files.writeString(directory.resolve("pods.conf"), ofThisMachine(read("pods.conf"), pods));
        assertThat(checked()).contains("test is successful").doesNotContain("[warn]");
        Files.deleteIfExists(log);
        process = command("daemon off;").redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
        Waiting.until("nginx listens, see " + log, this::listens);
    }

    static Optional<Path> find() {
        String chosen = System.getenv(VARIABLE);
        if (chosen != null) {
            return Optional.of(Path.of(chosen));
        }
        Stream<String> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        return Stream.concat(path.filter(each -> !each.isEmpty()), Stream.of("/usr/sbin"))
                .map(each -> Path.of(each, "nginx")).filter(Files::isExecutable).findFirst();
    }

    private static String read(String file) throws IOException {
        return Files.readString(CONFIGURATION.resolve(file));
    }

    /** It has to be there. */
    private static String replace(String text, String what, String with) {
        assertThat(text).containsOnlyOnce(what);
        return text.replace(what, with);
    }

    /** The addresses of the pods are known and stay, so there is no name to be looked up again and again. */
    private static String ofThisMachine(String upstream, List<PackagedService> pods) {
        String text = replace(upstream, "    resolver 127.0.0.11 valid=1s ipv6=off;\n", "");
        for (int i = 0; i < pods.size(); i++) {
            text = replace(text, "server pod-" + (i + 1) + ":8080 resolve ",
                    "server " + pods.get(i).base().getAuthority() + " ");
        }
        return text;
    }

    private ProcessBuilder command(String directives, String... options) {
        List<String> command = new ArrayList<>(List.of(executable.toString(), "-p", directory.toString(), "-c",
                directory.resolve("nginx.conf").toString()));
        command.addAll(List.of(options));
        // Who is root would have others do the work, who may not write here.
        String user = "root".equals(System.getProperty("user.name")) ? "user root; " : "";
        command.addAll(List.of("-g", user + directives));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** What nginx itself says of the configuration. */
    private String checked() throws IOException {
        return new String(command("", "-t").start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private boolean listens() {
        assertThat(process.isAlive()).as("nginx runs, see " + log).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How many requests have been sent to a second pod so far. */
    long retries() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.matches(".*s by \\S+, \\S+: .*")).count();
        }
    }

    @Override
    public void close() {
        // A master that is killed would leave its workers behind.
        process.destroy();
        process.onExit().orTimeout(Waiting.LONG.toSeconds(), TimeUnit.SECONDS).join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
