package io.conversation.security;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.VertxException;

/**
 * What is known of a provider by how it answers. One that is away makes tokens that cannot be verified without it a 503 and no
 * 401, which would have clients throw good tokens away. Times are those of {@link System#nanoTime}.
 */
final class ProviderState {

    /** A flood of tokens of unknown keys must not become one of looks; those beyond are told to come again. */
    static final int MOST_WAITING = 200;

    private static final Logger LOG = Logger.getLogger(ProviderState.class);
    /** How long nobody asks a provider again that did not answer: each request would otherwise, and wait for it. */
    private static final long PAUSE_NANOS = 1_000_000_000L;
    /** How long keys that could not be read anew are taken to be old; longer than the framework waits to read them again. */
    private static final long STALE_NANOS = 4_000_000_000L;
    /** What goes on failing is told once. */
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Long awaySince;
    private volatile Long staleSince;
    private volatile Long puzzledSince;
    private volatile Long keysAskedFor;

    /** Not even its keys were ever read, and it did not answer a moment ago. */
    boolean isAway() {
        return isWithin(awaySince, PAUSE_NANOS);
    }

    /** Its keys were to be read anew a moment ago, and could not be. */
    boolean isStale() {
        return isWithin(staleSince, STALE_NANOS);
    }

    /** Whether the keys that are known were asked for after this instant. */
    boolean knowsKeysSince(long instant) {
        Long known = keysAskedFor;
        return known != null && known - instant >= 0;
    }

    void keysAreKnownSince(long instant) {
        keysAskedFor = instant;
    }

    boolean mayWait() {
        if (waiting.incrementAndGet() <= MOST_WAITING) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    void waitsNoMore() {
        waiting.decrementAndGet();
    }

    void failed(Throwable failure) {
        if (failure instanceof AuthenticationFailedException) {
            if (!isWithin(staleSince, QUIET_NANOS)) {
                LOG.warnf("The keys of the provider of tokens cannot be read: %s", failure.getCause());
            }
            staleSince = System.nanoTime();
        } else {
            if (!isWithin(awaySince, QUIET_NANOS)) {
                LOG.warnf("The provider of tokens cannot be used: %s", failure);
            }
            awaySince = System.nanoTime();
        }
    }

    /** By its kind alone, as its text may quote a token. */
    void puzzled(Throwable failure) {
        if (!isWithin(puzzledSince, QUIET_NANOS)) {
            LOG.warnf("A token was refused that the framework could not read: %s", failure.getClass().getName());
        }
        puzzledSince = System.nanoTime();
    }

    /** A token cannot bring any of these about before the provider is asked. */
    static boolean isOfConnection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException || cause instanceof VertxException
                    || cause instanceof io.smallrye.mutiny.TimeoutException || cause instanceof OIDCException) {
                return true;
            }
        }
        return false;
    }

    static ProblemException unavailable() {
        return new ProblemException(ProblemType.UNAVAILABLE,
                "The token cannot be verified right now, as its provider does not answer. Nothing was stored.");
    }

    static ProblemException refused() {
        return new ProblemException(ProblemType.UNAUTHENTICATED, "The token is not valid here, or no longer.");
    }

    private static boolean isWithin(Long since, long nanos) {
        return since != null && System.nanoTime() - since < nanos;
    }
}
