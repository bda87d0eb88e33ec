package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.database.Deadlines;
import io.conversation.fault.Waiting;
import io.conversation.http.Drain;
import io.conversation.session.Session;
import io.conversation.tenant.ManyTenants;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Tenants see what is stuck of their own; the receiver is told whose session it is. */
@QuarkusTest
@TestProfile(ManyTenants.class)
class TenantWebhooksTest {

    @Inject
    Deliveries deliveries;

    @Inject
    ObjectMapper mapper;

    @Inject
    Receiver receiver;

    @Inject
    Attempts attempts;

    @Inject
    Backlog backlog;

    @Inject
    Drain drain;

    @Inject
    Deadlines deadlines;

    @AfterEach
    void clear() {
        Deliveries.collection().deleteMany(Filters.empty());
    }

    private Session ended(ConversationClient client, int tenant, String id) {
        client.create(ConversationClient.newSession(id)).expectCreated();
        client.complete(id).expect(200);
        return Session.<Session> mongoCollection()
                .find(Filters.eq("sessionId", ManyTenants.name(tenant) + "/" + id)).first();
    }

    private void fail(Session session) throws Exception {
        deliveries.add(List.of(session));
        Waiting.until("this pod can tell what is due", () -> deliveries.time().isPresent());
        Delivery due = Delivery.of(Deliveries.collection().find(Filters.eq("_id", session.endedId)).first());
        deliveries.failed(deliveries.take(due).orElseThrow(), Outcome.answered(500, Duration.ZERO),
                Instant.parse("2100-01-01T00:00:00Z"));
    }

    private static List<String> listed(ConversationClient client) {
        return Json.texts(client.get("/webhooks/deliveries").expect(200).json().get("deliveries"), "sessionId");
    }

    private static int retried(ConversationClient client, String query) {
        return client.send("POST", "/webhooks/deliveries/retry" + query, null, null).expect(200).json().get("retried").asInt();
    }

    @Test
    void what_is_stuck_is_listed_and_sent_again_by_its_tenant_alone() throws Exception {
        String id = Fresh.id("call");
        ConversationClient one = ManyTenants.client(8);
        ConversationClient other = ManyTenants.client(9);
        fail(ended(one, 8, id));
        fail(ended(other, 9, id));
        assertThat(listed(one)).containsExactly(id);
        assertThat(listed(ManyTenants.client(10))).isEmpty();
        assertThat(retried(ManyTenants.client(10), "")).isZero();
        assertThat(retried(one, "?sessionId=" + id)).isEqualTo(1);
        assertThat(one.get("/webhooks/deliveries?state=pending").json().get("deliveries")).hasSize(1);
        assertThat(other.get("/webhooks/deliveries?state=pending").json().get("deliveries")).isEmpty();
        assertThat(retried(other, "")).isEqualTo(1);
    }

    @Test
    void each_is_sent_again_once_though_it_fails_again_meanwhile() {
        List<ObjectId> ids = IntStream.range(0, 1200).mapToObj(i -> new ObjectId()).toList();
        Deliveries.collection().insertMany(ids.stream()
                .map(id -> new BsonDocument("_id", new BsonObjectId(id)).append("sessionId", new BsonString(Fresh.id("call")))
                        .append("state", new BsonString("failing")).append("attempts", new BsonInt32(3)))
                .toList());
        Courier failingAtOnce = new Courier(receiver, deliveries, attempts, backlog, drain) {
            @Override
            void lookSoon() {
                Deliveries.collection().updateMany(Filters.eq("state", "pending"), Updates.set("state", "failing"));
            }
        };
        assertThat(new DeliveryListing(deliveries, failingAtOnce, deadlines).retry(null, Tenant.NONE)).isEqualTo(ids.size());
    }

    @Test
    void the_receiver_is_told_the_clients_id_and_the_tenant() {
        Session session = ended(ManyTenants.client(11), 11, Fresh.id("call"));
        session.endedId = new ObjectId();
        JsonNode told = mapper.valueToTree(Message.ended(session, "/sessions/x"));
        assertThat(told.at("/data/session/sessionId").asText()).isEqualTo(session.sessionId.clientId());
        assertThat(told.at("/data/tenant").asText()).isEqualTo(ManyTenants.name(11));
    }
}
