package io.conversation.database;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the collections are: {@code quarkus.mongodb.database}, which by default is {@code sessions}. */
@Singleton
public class DatabaseName {

    private final String value;

    DatabaseName(@ConfigProperty(name = "quarkus.mongodb.database") String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
