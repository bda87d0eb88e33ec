package io.conversation.session;

import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

/** For how long sessions are left open, as it is set; refused at start where it is no time at all. */
@Singleton
public class Lifetimes {

    private final Optional<Duration> abandonAfter;
    private final Duration sweepInterval;
    private final boolean dryRun;

    Lifetimes(SessionsConfig sessions, SweepConfig sweep) {
        this.abandonAfter = sessions.abandonAfter().map(time -> positive("sessions.abandon-after", time));
        this.sweepInterval = positive("sessions.sweep.interval", sweep.interval());
        this.dryRun = sweep.dryRun();
    }

    private static Duration positive(String setting, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(setting + ": '" + time + "' is no time; it has to be longer than zero");
        }
        return time;
    }

    /** How long after its last event a session is ended; empty where sessions may be open for ever. */
    public Optional<Duration> abandonAfter() {
        return abandonAfter;
    }

    public Duration sweepInterval() {
        return sweepInterval;
    }

    /** Whether nothing is to be changed. */
    public boolean isDryRun() {
        return dryRun;
    }
}
