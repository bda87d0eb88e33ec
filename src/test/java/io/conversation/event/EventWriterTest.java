package io.conversation.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import com.mongodb.client.model.Filters;

import io.conversation.database.Deadline;
import io.conversation.database.IndexInitializer;
import io.conversation.json.JsonObject;
import io.conversation.problem.ProblemType;
import io.conversation.session.SessionStatus;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class EventWriterTest {

    private static final int OVER_A_DOCUMENT = 17 * 1024 * 1024;

    @Inject
    EventWriter writer;

    @Inject
    IndexInitializer indexes;

    private final SessionId session = Tenant.NONE.id("call-" + UUID.randomUUID());

    private Append append(String eventId, int textLength) {
        BsonDocument payload = new BsonDocument("text", new BsonString("x".repeat(textLength)));
        ByteBuffer raw = new RawBsonDocument(payload, new BsonDocumentCodec()).getByteBuffer().asNIO();
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        return new Append(session, new NewEvent(eventId, "system", new JsonObject(bytes), null, null, false), new ObjectId(),
                Instant.EPOCH, false);
    }

    private List<Appended> write(List<Append> appends) {
        indexes.requireMade();
        return writer.write(appends, Map.of(session, SessionStatus.ACTIVE), Deadline.in(Duration.ofSeconds(30)));
    }

    @Test
    void an_event_that_the_database_cannot_hold_fails_alone_wherever_it_stands() {
        for (int bad = 0; bad < 5; bad += 2) {
            List<Append> group = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                group.add(append(bad + "-" + i, i == bad ? OVER_A_DOCUMENT : 10));
            }
            List<Appended> outcomes = write(group);
            for (int i = 0; i < 5; i++) {
                assertThat(outcomes.get(i).isFailed()).as("%d of %d", i, bad).isEqualTo(i == bad);
                assertThat(outcomes.get(i).isNew()).isEqualTo(i != bad);
            }
            assertThat(outcomes.get(bad).problem().type()).isEqualTo(ProblemType.TOO_LARGE);
        }
        assertThat(Event.mongoCollection().countDocuments(Filters.eq("sessionId", session))).isEqualTo(12);
    }

    @Test
    void events_repeated_in_a_group_and_between_groups_are_each_stored_once() {
        List<Appended> first = write(List.of(append("a", 1), append("b", 1), append("a", 1)));
        List<Appended> second = write(List.of(append("b", 1), append("c", 1)));

        assertThat(first).extracting(Appended::isNew).containsExactly(true, true, false);
        assertThat(second).extracting(Appended::isNew).containsExactly(false, true);
        assertThat(second.getFirst().event().id).isEqualTo(first.get(1).event().id);
    }
}
