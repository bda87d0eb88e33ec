package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.Document;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;

/**
 * What clients sent and what there is of it in the database, looked up past the service: sessions and events together.
 *
 * @param requests how many requests it took
 * @param sent things that clients wanted stored
 * @param acknowledged those of them that a 2xx answered
 * @param stored documents of theirs in the database
 * @param doubled documents beyond the first of each thing
 * @param lost things acknowledged of which there is no document
 */
record Count(long requests, int sent, int acknowledged, int stored, int doubled, long lost) {

    /** @param sent the ids of events by session, and {@code ""} for the session itself */
    static Count of(String connectionString, String database, long requests, Map<String, ? extends Collection<String>> sent,
            Map<String, ? extends Collection<String>> acknowledged) {
        Map<String, Integer> stored = stored(connectionString, database, sent.keySet());
        int documents = stored.values().stream().mapToInt(Integer::intValue).sum();
        long lost = 0;
        for (Map.Entry<String, ? extends Collection<String>> session : acknowledged.entrySet()) {
            lost += session.getValue().stream().filter(id -> !stored.containsKey(session.getKey() + " " + id)).count();
        }
        return new Count(requests, size(sent), size(acknowledged), documents, documents - stored.size(), lost);
    }

    private static int size(Map<String, ? extends Collection<String>> things) {
        return things.values().stream().mapToInt(Collection::size).sum();
    }

    private static Map<String, Integer> stored(String connectionString, String database, Set<String> sessionIds) {
        Map<String, Integer> stored = new HashMap<>();
        try (MongoClient client = MongoClients.create(connectionString)) {
            for (String collection : List.of("sessions", "events")) {
                client.getDatabase(database).getCollection(collection, Document.class)
                        .find(Filters.in("sessionId", sessionIds)).projection(Projections.include("sessionId", "eventId"))
                        .forEach(found -> stored.merge(found.getString("sessionId") + " " + found.get("eventId", ""), 1,
                                Integer::sum));
            }
        }
        return stored;
    }

    /** Prints it, and holds the service to it. */
    Count nothingLostOrDoubled(String name) {
        System.out.printf("%s: requests %d, sent %d, acknowledged %d, stored %d, doubled %d, lost %d%n", name, requests, sent,
                acknowledged, stored, doubled, lost);
        assertThat(lost).as("lost: %s", this).isZero();
        assertThat(doubled).as("doubled: %s", this).isZero();
        return this;
    }

    /** For clients that repeated everything until it was acknowledged: exactly theirs is stored. */
    Count exactlyWhatWasSent(String name) {
        nothingLostOrDoubled(name);
        assertThat(acknowledged).as("acknowledged: %s", this).isEqualTo(sent);
        assertThat(stored).as("stored: %s", this).isEqualTo(sent);
        return this;
    }
}
