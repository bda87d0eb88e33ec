package io.conversation.bench;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps libraries from making messages that nobody reads: the driver and the embedded database would, for each command. */
final class Logging {

    /** For each process of the benchmark: else levels are another log manager's. */
    static final String MANAGER = "-Djava.util.logging.manager=org.jboss.logmanager.LogManager";

    // Held, as a logger that nobody holds forgets its level.
    private static final Logger ROOT = Logger.getLogger("");

    private Logging() {
    }

    static void warningsOnly() {
        ROOT.setLevel(Level.WARNING);
    }
}
