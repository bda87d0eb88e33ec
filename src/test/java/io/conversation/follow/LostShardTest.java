package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.database.Shards;
import io.conversation.database.TwoShards;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Behind a mongos, one shard of which is lost: its sessions' followers wait for it, and nobody else's. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.RouterProfile.class)
class LostShardTest {

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    @Inject
    Shards shards;

    ReplicaSetDatabase database;

    private EventStream follow(String session) {
        return EventStream.of(base.replaceAll("/$", ""), session, null);
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    @Test
    void followers_of_other_shards_have_their_events_as_ever_and_those_of_the_lost_miss_nothing() throws Exception {
        try (TwoShards two = new TwoShards(database, shards)) {
            String lost = two.session(TwoShards.ONE);
            String other = two.session(TwoShards.OTHER);
            try (EventStream ofLost = follow(lost); EventStream ofOther = follow(other)) {
                append(lost, "e0");
                append(other, "e0");
                ofLost.await(1);
                ofOther.await(1);
                database.members().loseMajorityOf(lost);
                assertThat(Latencies.median(21, i -> {
                    append(other, "e" + (i + 1));
                    ofOther.await(i + 2);
                })).isLessThan(Duration.ofMillis(1000));
                append(lost, "e1");
                append(other, "e22");
                ofOther.await(23);
                assertThat(ofLost.eventIds()).containsExactly("e0");
                database.members().loseMajorityOf(null);
                append(lost, "e2");
                assertThat(ofLost.await(3)).containsExactly("e0", "e1", "e2");
                assertThat(ofOther.eventIds()).hasSize(23).doesNotHaveDuplicates();
                Waiting.until("the end is told", () -> client.complete(lost).status() == 200);
                ofLost.awaitEnd();
            } finally {
                database.members().loseMajorityOf(null);
            }
        }
    }

    @Test
    void where_all_that_is_followed_is_lost_it_is_found_again_by_itself() {
        try (TwoShards two = new TwoShards(database, shards)) {
            String lost = two.session(TwoShards.ONE);
            try (EventStream stream = follow(lost)) {
                append(lost, "e0");
                stream.await(1);
                database.members().loseMajorityOf(lost);
                append(lost, "e1");
                database.members().loseMajorityOf(null);
                append(lost, "e2");
                assertThat(stream.await(3)).containsExactly("e0", "e1", "e2");
            } finally {
                database.members().loseMajorityOf(null);
            }
        }
    }
}
