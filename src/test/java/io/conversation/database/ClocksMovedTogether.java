package io.conversation.database;

import java.time.Clock;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import com.mongodb.client.MongoClient;

import io.conversation.telemetry.Meters;

/** The database's clock goes with the one that a test moves; for profiles whose tests move it as time passes. */
@Alternative
@Singleton
public class ClocksMovedTogether extends ClockComparison {

    ClocksMovedTogether(MongoClient client, DatabaseName name, DatabaseConfig config, Clock clock, Meters meters) {
        super(client, name, config, clock, meters);
    }

    @Override
    public boolean isAllowed() {
        return true;
    }
}
