package io.conversation.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import com.mongodb.MongoException;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Whether writes may go to the database, and what is to be told of its indexes; the log has each change once. */
final class IndexStatus {

    private static final Logger LOG = Logger.getLogger(IndexInitializer.class);
    // A write that comes with the start waits this long at the most, rather than send a fresh serverless client away.
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final String READY = "ready";
    private static final long TELL_PROGRESS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String database;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean open;
    private volatile boolean mayWait = true;
    private volatile String text = "The indexes are being made.";
    private String told = "";
    private long toldProgress = System.nanoTime();

    IndexStatus(String database) {
        this.database = database;
    }

    boolean isOpen() {
        return open;
    }

    String text() {
        return text;
    }

    /** Refuses with {@code unavailable} unless it is open, or will be in a moment. */
    void requireOpen() {
        if (open) {
            return;
        }
        try {
            if (mayWait) {
                settled.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.UNAVAILABLE, "The service is shutting down. Nothing was stored.");
        }
        if (!open) {
            throw notOpen();
        }
    }

    static ProblemException notOpen() {
        return new ProblemException(ProblemType.UNAVAILABLE, "The database's unique indexes do not stand, or are not enforced,"
                + " and nothing is stored without them. Nothing was stored.");
    }

    void open() {
        open = true;
        settle();
    }

    /** Whoever waits need not any longer, nor whoever comes. */
    private void settle() {
        mayWait = false;
        settled.countDown();
    }

    void close(String why) {
        text = why;
        settle();
        if (open) {
            open = false;
            told = why;
            LOG.warnf("Nothing is written to database '%s' for now: %s", database, why);
        }
    }

    /** Of those that writes wait for. */
    void progress(String progress) {
        text = progress;
        settle();
        tellProgress();
    }

    /** Of those that no write waits for. */
    void tell(List<OtherIndexes.News> news) {
        text = news.isEmpty() ? READY : READY + ", but for indexes that only make reading fast. " + join(news);
        String troubles = join(news.stream().filter(OtherIndexes.News::isTrouble).toList());
        if (news.isEmpty() && !told.equals(READY)) {
            told = READY;
            LOG.infof("Indexes are ready in database '%s'", database);
        } else if (!troubles.isEmpty() && !troubles.equals(told)) {
            told = troubles;
            LOG.warnf("Some indexes that make reading fast are missing in database '%s': %s", database, troubles);
        } else if (!news.isEmpty()) {
            tellProgress();
        }
    }

    private static String join(List<OtherIndexes.News> news) {
        return news.stream().map(OtherIndexes.News::text).collect(Collectors.joining(" "));
    }

    private void tellProgress() {
        if (System.nanoTime() - toldProgress > TELL_PROGRESS_NANOS) {
            toldProgress = System.nanoTime();
            LOG.infof("Database '%s': %s", database, text);
        }
    }

    /** Something could not be looked at or made. While the database is away, others tell of that. */
    void failed(Throwable e) {
        String trouble = IndexTrouble.of(e);
        mayWait = false;
        if (!open) {
            text = trouble;
        } else if (e instanceof MongoException m && DatabaseFailures.isPassingAuthorized(m)) {
            return;
        } else {
            text = READY + ", but could not be looked at again. " + trouble;
        }
        if (!trouble.equals(told)) {
            told = trouble;
            LOG.warnf(e instanceof Error ? e : null, "Indexes of database '%s': %s (%s)", database, trouble, ServerWords.of(e));
        }
    }
}
