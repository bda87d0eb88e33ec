package io.conversation.event;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.conversation.http.Kept;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.session.Sessions;

/**
 * How clients may keep what they read: an event, which never changes, without asking; a page not, as an event of any time may
 * still arrive, also after the end, unless it is set that this may show later. Never beyond the time of the session.
 */
@Singleton
class Keepable {

    private final Duration events;
    private final Duration endedPages;
    private final Sessions sessions;

    Keepable(CacheConfig config, Sessions sessions) {
        this.events = config.events();
        this.endedPages = config.endedPages();
        this.sessions = sessions;
    }

    Kept event(String tag, Session session) {
        return new Kept(tag, Kept.unchanging(atMost(events, session)));
    }

    /** @param beside what else is answered with the page, see {@link Tags} */
    Kept page(EventFilters.Page asked, Slice<Event> slice, Session session, String beside) {
        boolean full = slice.nextCursor() != null;
        return page(Tags.of(asked, slice.items().stream().map(Event::position).toList(), full, beside), session, full);
    }

    /** @param full whether there is another page behind it */
    Kept page(String tag, Session session, boolean full) {
        boolean settled = full && session.status.isEnded();
        return new Kept(tag, settled ? Kept.lasting(atMost(endedPages, session)) : Kept.ASKED_FOR);
    }

    private Duration atMost(Duration time, Session session) {
        return sessions.timeLeft(session).filter(left -> left.compareTo(time) < 0).orElse(time);
    }
}
