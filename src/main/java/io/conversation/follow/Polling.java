package io.conversation.follow;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadlines;
import io.conversation.database.Doubts;
import io.conversation.database.Outages;
import io.conversation.database.Shards;
import io.conversation.tenant.SessionId;

/**
 * For a database without change streams, or where they are slow. The sessions of each shard are looked for by themselves, one
 * after the other while all works; for a shard in doubt in a thread of its own, so that one that is lost silences nobody else.
 */
final class Polling implements Source {

    private static final Logger LOG = Logger.getLogger(Polling.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Followers followers;
    private final FollowConfig config;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Shards shards;
    private final Doubts doubts;
    private final Map<Set<String>, Part> parts = new HashMap<>();

    Polling(Followers followers, FollowConfig config, Deadlines deadlines, Clock clock, Shards shards, Doubts doubts) {
        this.followers = followers;
        this.config = config;
        this.deadlines = deadlines;
        this.clock = clock;
        this.shards = shards;
        this.doubts = doubts;
    }

    @Override
    public void look() throws InterruptedException {
        Map<Set<String>, Set<SessionId>> sessions = followers.sessions().stream()
                .collect(Collectors.groupingBy(session -> shards.of(session.stored()), Collectors.toSet()));
        parts.keySet().retainAll(sessions.keySet());
        sessions.forEach((touched, some) -> parts.computeIfAbsent(touched, Part::new).look(some));
        throwWhereAllFail(parts.values());
        Thread.sleep(config.pollInterval());
    }

    /** Then it may be another kind of database. */
    private static void throwWhereAllFail(Collection<Part> parts) {
        List<RuntimeException> failures = parts.stream().map(part -> part.failure).filter(Objects::nonNull).toList();
        if (!failures.isEmpty() && failures.size() == parts.size()) {
            throw failures.getFirst();
        }
    }

    @Override
    public void rest() {
        parts.clear();
    }

    /** The sessions of the same shards. */
    private final class Part {

        private final Set<String> touched;
        private final Look look = new Look(followers, clock);
        private final Outages outages;
        private volatile boolean busy;
        private volatile long nextAt = System.nanoTime();
        private volatile RuntimeException failure;

        Part(Set<String> touched) {
            this.touched = touched;
            this.outages = new Outages(LOG, "Live streams of sessions on " + touched + " are waiting for the database",
                    "Live streams of sessions on " + touched + " cannot read what was stored");
        }

        void look(Set<SessionId> sessions) {
            if (touched.isEmpty()) {
                look.look(sessions, deadlines::start);
            } else if (!busy && System.nanoTime() - nextAt >= 0) {
                if (doubts.among(touched).isEmpty()) {
                    learn(sessions, () -> look.look(sessions, deadlines::startPart));
                } else {
                    busy = true;
                    Thread.ofVirtual().name("lookout " + touched).start(() -> lookApart(sessions));
                }
            }
        }

        private void lookApart(Set<SessionId> sessions) {
            try {
                learn(sessions, () -> look.look(sessions, deadlines::start));
            } finally {
                busy = false;
            }
        }

        private void learn(Set<SessionId> sessions, Runnable work) {
            long begun = System.nanoTime();
            try {
                work.run();
                doubts.worked(touched);
                outages.over();
                failure = null;
            } catch (RuntimeException e) {
                afterFailure(e, sessions, begun);
            }
        }

        private void afterFailure(RuntimeException e, Set<SessionId> sessions, long begun) {
            if (e instanceof MongoException m && DatabaseFailures.isPassing(m)) {
                doubts.failed(touched, begun);
            }
            if (!Outages.isOne(e)) {
                // A document that cannot be read, perhaps: followers read the collection instead, and it goes on behind it.
                sessions.forEach(followers::missed);
            }
            outages.failed(e);
            nextAt = System.nanoTime() + RETRY_NANOS;
            failure = e;
        }
    }
}
