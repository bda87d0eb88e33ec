package io.conversation.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The Gatling scenarios, each against the packaged service; their HTML reports go to {@code target/gatling}. */
final class Gatling {

    private static final String SCENARIOS = System.getProperty("bench.scenarios", "append,batch,mixed,pages,storm,import");

    private Gatling() {
    }

    static List<String> reports(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(),
                Appends.GROUPED)) {
            for (String scenario : SCENARIOS.split(",")) {
                run(scenario, service.port);
            }
        }
        return List.of("| reports | " + Path.of("target", "gatling") + " | |");
    }

    private static void run(String scenario, int port) throws IOException, InterruptedException {
        Process maven = new ProcessBuilder(Path.of(System.getProperty("bench.maven"), "bin", "mvn").toString(), "-B", "-ntp",
                "-q",
                "-f", Path.of("src", "bench", "gatling", "pom.xml").toString(), "compile", "exec:exec",
                "-Dscenario=" + scenario,
                "-Durl=http://127.0.0.1:" + port, "-Dseconds=" + Long.getLong("bench.gatlingSeconds", 20),
                "-Dusers=" + (scenario.equals("import") ? 4 : Appends.CLIENTS)).inheritIO().start();
        if (maven.waitFor() != 0) {
            throw new IllegalStateException("Gatling's scenario " + scenario + " failed; its report is in target/gatling");
        }
    }
}
