package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;

import io.conversation.ConversationClient;
import io.conversation.database.DatabaseName;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What others have written into the collection and nobody can read does not keep anything from those who follow. */
@QuarkusTest
class UnreadableEventTest {

    final ConversationClient client = new ConversationClient();
    private final List<BsonValue> stored = new ArrayList<>();

    @Inject
    MongoClient database;

    @Inject
    DatabaseName name;

    @TestHTTPResource
    String base;

    EventStream follow(String sessionId) {
        return EventStream.of(base.replaceAll("/$", ""), sessionId, null);
    }

    private MongoCollection<Document> events() {
        return database.getDatabase(name.value()).getCollection("events");
    }

    private void store(Document event) {
        stored.add(events().insertOne(event).getInsertedId());
    }

    /** Other tests read all there is. */
    @AfterEach
    void takeOut() {
        events().deleteMany(Filters.in("_id", stored));
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    @Test
    void others_go_on_when_an_event_of_a_followed_session_cannot_be_read() {
        String broken = client.createFresh("broken");
        String whole = client.createFresh("whole");
        try (EventStream one = follow(broken); EventStream other = follow(whole)) {
            append(broken, "first");
            append(whole, "first");
            one.await(1);
            other.await(1);
            store(new Document("sessionId", broken).append("eventId", "unreadable").append("timestamp", "yesterday"));
            append(whole, "second");
            assertThat(other.await(2)).containsExactly("first", "second");
            append(whole, "third");
            assertThat(other.await(3)).containsExactly("first", "second", "third");
        }
    }

    @Test
    void an_event_of_no_session_is_passed_over() {
        String session = client.createFresh("whole");
        try (EventStream stream = follow(session)) {
            append(session, "first");
            stream.await(1);
            store(new Document("eventId", "of-nobody-" + session));
            append(session, "second");
            assertThat(stream.await(2)).containsExactly("first", "second");
        }
    }
}
