package io.conversation.follow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.bson.types.ObjectId;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadlines;
import io.conversation.event.Event;
import io.conversation.session.Session;

/**
 * For a database without change streams: reads, again and again, what arrived lately for the sessions that have followers. Each
 * look goes back by the overlap, since ids become visible out of order; what was seen is not told again.
 */
final class Polling implements Source {

    private final Followers followers;
    private final FollowConfig config;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Set<ObjectId> seen = new LinkedHashSet<>();
    private final Set<String> ended = new HashSet<>();
    private Instant lastLook;

    Polling(Followers followers, FollowConfig config, Deadlines deadlines, Clock clock) {
        this.followers = followers;
        this.config = config;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public void look() throws InterruptedException {
        Instant now = clock.instant();
        Set<String> sessions = followers.sessions();
        // First the ends, then the events: whatever was stored before an end is told before it.
        List<Session> ends = FollowReads.ended(sessions, deadlines.start());
        for (Event event : FollowReads.since(sessions, ArrivalIds.lowest(now.minus(followers.overlap())), deadlines.start())) {
            if (seen.add(event.id)) {
                followers.publish(event);
            }
        }
        ended.retainAll(sessions);
        for (Session session : ends) {
            if (ended.add(session.sessionId)) {
                followers.publishEnd(session);
            }
        }
        if (lastLook != null && Duration.between(lastLook, now).compareTo(followers.overlap().dividedBy(4)) > 0) {
            followers.missed();
        }
        forget(now);
        lastLook = now;
        Thread.sleep(config.pollInterval());
    }

    /** What is older than two overlaps is not read again. */
    private void forget(Instant now) {
        ObjectId oldest = ArrivalIds.lowest(now.minus(followers.overlap().multipliedBy(2)));
        seen.removeIf(id -> id.compareTo(oldest) < 0);
    }

    @Override
    public void rest() {
        seen.clear();
        ended.clear();
        lastLook = null;
    }
}
