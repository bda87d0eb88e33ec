package io.conversation.erasure;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Outages;
import io.conversation.database.ServerWords;
import io.conversation.erasure.Erasures.Erasure;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Goes on with erasures that were broken off, and looks once more at those that were not: in every pod, one at a time, after
 * pauses that differ, so that pods do not come together.
 */
@Singleton
class ErasureSweeper {

    private static final Logger LOG = Logger.getLogger(ErasureSweeper.class);

    private final Erasures erasures;
    private final Eraser eraser;
    private final Duration pause;
    private final Meters meters;
    private volatile Thread thread;
    private final Outages outages = new Outages(LOG, "Erasures that were broken off wait for the database",
            "Erasures that were broken off cannot be gone on with");

    ErasureSweeper(Erasures erasures, Eraser eraser, ErasureConfig config, Meters meters) {
        this.erasures = erasures;
        this.eraser = eraser;
        this.pause = config.sweepInterval();
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("erasure-sweeper").start(this::run);
    }

    /** Nothing is waited for: another pod goes on. */
    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() + 1)));
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until none is due. */
    void sweep() {
        try {
            for (Optional<Erasure> next = erasures.next(); next.isPresent() && !eraser.isStopping(); next = erasures.next()) {
                lookAgain(next.get());
            }
            outages.over();
        } catch (RuntimeException | Error e) { // the driver's assertions are errors, and nobody else would look
            if (!eraser.isStopping()) {
                meters.erasuresFailed.increment();
                outages.failed(e);
            }
        }
    }

    /** What fails for one waits for its next turn, and holds no other up, unless the database is away. */
    private void lookAgain(Erasure erasure) {
        try {
            if (eraser.lookAgain(erasure)) {
                LOG.info("Erased what was left of a session");
            }
        } catch (MongoException e) {
            if (DatabaseFailures.isPassing(e)) {
                throw e;
            }
            meters.erasuresFailed.increment();
            LOG.error("A session could not be erased, and will be tried again", ServerWords.asCause(e));
        }
    }
}
