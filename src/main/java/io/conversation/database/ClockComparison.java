package io.conversation.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.bson.Document;
import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;

import io.conversation.telemetry.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Compares this pod's clock with the database's, at start and every ten seconds. Ids order by it, and followers rest on how far
 * pods may differ: each of them that is near the database's is near all others. From half the allowance on it is told of. In
 * between it is known by the clock that only runs on how far this one was set.
 */
@Singleton
public class ClockComparison {

    private static final Logger LOG = Logger.getLogger(ClockComparison.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Two clocks are not read at one moment. */
    private static final Duration UNSTEADINESS = Duration.ofMillis(50);
    private static final long AN_HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** How much of the allowance is used up. */
    private enum Level {
        LITTLE,
        HALF,
        ALL
    }

    private final MongoClient client;
    private final DatabaseName name;
    private final DatabaseConfig config;
    private final Clock clock;
    private final Lock comparing = new ReentrantLock();
    private volatile Compared last;
    private volatile Thread thread;
    /** The worst that was told in the last hour, unless it is mended. */
    private Level told = Level.LITTLE;
    private long toldAt;

    /** What was found, and by both of this pod's own clocks when. */
    private record Compared(ClockDifference difference, Instant time, long nanos) {
    }

    ClockComparison(MongoClient client, DatabaseName name, DatabaseConfig config, Clock clock, Meters meters) {
        this.client = client;
        this.name = name;
        this.config = config;
        this.clock = clock;
        meters.clockDifference(this, ClockComparison::seconds);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("clock-comparison").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                compare();
                long end = System.nanoTime() + PAUSE.toNanos();
                do {
                    Thread.sleep(LOOK);
                } while (System.nanoTime() - end < 0 && last != null && isAsItWas(last));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A database that is away leaves it at what was found last. */
    void compare() {
        comparing.lock();
        try {
            Instant asked = clock.instant();
            long start = System.nanoTime();
            Date answered = client.getDatabase(name.value())
                    .withTimeout(config.readinessTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .runCommand(new Document("hello", 1)).getDate("localTime");
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);
            found(new Compared(ClockDifference.of(asked, roundTrip, answered.toInstant()), asked, start));
        } catch (MongoException e) {
            LOG.debugf("The clocks could not be compared: %s", ServerWords.of(e));
        } catch (RuntimeException | AssertionError e) {
            LOG.warn("The clocks could not be compared", ServerWords.asCause(e));
        } finally {
            comparing.unlock();
        }
    }

    private void found(Compared compared) {
        last = compared;
        ClockDifference difference = compared.difference;
        Level level = difference.exceeds(config.clockAllowance()) ? Level.ALL
                : difference.exceeds(config.clockAllowance().dividedBy(2)) ? Level.HALF : Level.LITTLE;
        if (level == Level.LITTLE && told != Level.LITTLE) {
            LOG.infof("The clocks are together again: this pod's is %s the database's.", difference);
            told = level;
        } else if (level.compareTo(told) > 0 || level != Level.LITTLE && System.nanoTime() - toldAt > AN_HOUR_NANOS) {
            LOG.warn(sentence(difference));
            told = level;
            toldAt = System.nanoTime();
        }
    }

    private double seconds() {
        ClockDifference now = now();
        return now == null ? Double.NaN : now.seconds();
    }

    /** What was found last, and by how much this clock was set since; null until there is one. */
    ClockDifference now() {
        Compared compared = last;
        return compared == null ? null : now(compared);
    }

    private ClockDifference now(Compared compared) {
        Duration passed = Duration.ofNanos(System.nanoTime() - compared.nanos);
        Duration set = Duration.between(compared.time, clock.instant()).minus(passed);
        return set.abs().compareTo(UNSTEADINESS) < 0 ? compared.difference : compared.difference.plus(set);
    }

    /** Else what makes ids, or rests on how old they are, has to wait: false until the database has told its time. */
    public boolean isAllowed() {
        Compared compared = last;
        return compared != null && isNear(compared.difference) && isNear(now(compared));
    }

    private boolean isNear(ClockDifference difference) {
        return !difference.exceeds(config.clockAllowance());
    }

    /** Else it is time to compare them anew. */
    private boolean isAsItWas(Compared compared) {
        return isNear(compared.difference) == isNear(now(compared));
    }

    /** What is wrong, and how to mend it. */
    String sentence(ClockDifference difference) {
        return "This pod's clock is " + difference + " the database's; " + config.clockAllowance().toMillis() / 1000.0
                + " s are allowed (sessions.database.clock-allowance), as events are ordered, and not missed by followers, by"
                + " clocks that agree. Have both hosts keep time by NTP; past the allowance the pod is not ready, and it is"
                + " again within seconds.";
    }
}
