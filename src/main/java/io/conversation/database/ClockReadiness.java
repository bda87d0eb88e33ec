package io.conversation.database;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when this pod's clock has been compared with the database's, and is near enough. */
@Readiness
@Singleton
class ClockReadiness implements HealthCheck {

    private final ClockComparison clocks;

    ClockReadiness(ClockComparison clocks) {
        this.clocks = clocks;
    }

    @Override
    public HealthCheckResponse call() {
        boolean allowed = clocks.isAllowed();
        var response = HealthCheckResponse.named("clock").status(allowed);
        ClockDifference difference = clocks.now();
        if (difference == null) {
            return response.withData("difference", "not known yet, as the database has not told its time").build();
        }
        return response.withData("difference", allowed ? difference + " the database's"
                : clocks.sentence(difference)).build();
    }
}
