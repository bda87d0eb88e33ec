package io.conversation.webhook;

import java.time.Clock;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.database.ComparedClock;
import io.conversation.database.Deadlines;
import io.conversation.database.Places;
import io.conversation.http.Drain;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.session.Sessions;
import io.conversation.telemetry.Meters;

/** What another pod has of its own, for tests in which there are two. */
@Singleton
record OtherPod(Receiver receiver, Deliveries deliveries, Attempts attempts, Backlog backlog, Drain drain, Deadlines deadlines,
        Sessions sessions, Places places, Post post, ObjectMapper mapper, Work work, StoredSizes sizes, Meters meters) {

    Courier courier() {
        return courier(deliveries, attempts);
    }

    Courier courier(Deliveries its, Attempts itsAttempts) {
        return new Courier(receiver, its, itsAttempts, backlog, drain);
    }

    /** Which has found its clock to be off. */
    Deliveries deliveries(Clock off) {
        return new Deliveries(receiver, off, new ComparedClock(off, () -> false), deadlines);
    }

    Attempts attempts(Deliveries its, Clock clock) {
        return new Attempts(receiver, its, sessions, places, post, mapper, clock, work, sizes, meters);
    }
}
