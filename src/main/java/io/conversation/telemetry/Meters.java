package io.conversation.telemetry;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Every meter of the service and what it counts. */
@Singleton
public class Meters {

    /** Sessions and events stored. */
    public final Counter sessionsCreated;
    public final Counter eventsCreated;
    /** Events stored after their session had ended. */
    public final Counter eventsLate;
    /** Requests for something already stored: what retries cost. */
    public final Counter sessionsReplayed;
    public final Counter eventsReplayed;
    /** Repeats whose content differs from what is stored: a client that uses an id twice. */
    public final Counter sessionsConflicting;
    public final Counter eventsConflicting;
    /** Sessions ended. */
    public final Counter sessionsEnded;

    Meters(MeterRegistry registry) {
        sessionsCreated = counter(registry, "conversation.sessions.created", "Sessions stored");
        sessionsReplayed = counter(registry, "conversation.sessions.replayed", "Creations of a session already stored");
        sessionsConflicting = counter(registry, "conversation.sessions.conflicting",
                "Repeated creations or completions that differ from the stored session");
        sessionsEnded = counter(registry, "conversation.sessions.ended", "Sessions completed or failed");
        eventsCreated = counter(registry, "conversation.events.created", "Events stored");
        eventsLate = counter(registry, "conversation.events.late", "Events stored after their session had ended");
        eventsReplayed = counter(registry, "conversation.events.replayed", "Appends of an event already stored");
        eventsConflicting = counter(registry, "conversation.events.conflicting",
                "Repeated appends that differ from the stored event");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
