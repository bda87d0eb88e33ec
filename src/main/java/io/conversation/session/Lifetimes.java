package io.conversation.session;

import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.conversation.settings.RefusedSetting;
import io.quarkus.runtime.Startup;

/** For how long sessions are left open, and kept, as it is set; refused at start where that is no time. */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
public class Lifetimes {

    /** What can still be reckoned with, in any unit. */
    private static final Duration MOST = Duration.ofDays(365_000);

    private final Optional<Duration> retention;
    private final Optional<Duration> abandonAfter;
    private final Duration sweepInterval;
    private final boolean dryRun;

    Lifetimes(SessionsConfig sessions, SweepConfig sweep) {
        this.retention = sessions.retention().map(time -> positive("sessions.retention", time));
        this.abandonAfter = sessions.abandonAfter().map(time -> positive("sessions.abandon-after", time));
        this.sweepInterval = positive("sessions.sweep.interval", sweep.interval());
        this.dryRun = sweep.dryRun();
    }

    private static Duration positive(String setting, Duration time) {
        if (!time.isPositive() || time.compareTo(MOST) > 0) {
            throw new RefusedSetting(
                    setting + ": '" + time + "' has to be longer than zero, and a thousand years at the most");
        }
        return time;
    }

    /** How long after its end a session is removed; empty where sessions are kept for ever. */
    public Optional<Duration> retention() {
        return retention;
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
