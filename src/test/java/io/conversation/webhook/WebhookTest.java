package io.conversation.webhook;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;

import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.database.MovableClock;
import io.conversation.fault.Waiting;
import io.conversation.session.Session;
import io.conversation.tenant.Tenant;
import io.conversation.webhook.TestReceiver.Told;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Each end is told once to who takes it, and again to who does not. */
@QuarkusTest
@TestProfile(Hooked.class)
class WebhookTest extends ToldOfEnds {

    @Inject
    MovableClock clock;

    @Inject
    Deliveries deliveries;

    @Inject
    Courier courier;

    @Inject
    Backlog backlog;

    @Inject
    OtherPod another;

    private static MongoCollection<BsonDocument> webhooks() {
        return Deliveries.collection();
    }

    private String ended() {
        String id = client.createFresh("call");
        client.append(id, newEvent("e")).expectCreated();
        client.complete(id).expect(200);
        return id;
    }

    private void awaitNone() throws Exception {
        Waiting.until("nothing is left to be told", () -> webhooks().countDocuments() == 0);
    }

    private JsonNode stuck(String sessionId, String state) throws Exception {
        Waiting.until(sessionId + " is " + state, () -> listed(sessionId) != null
                && listed(sessionId).get("state").asText().equals(state));
        return listed(sessionId);
    }

    private JsonNode listed(String sessionId) {
        for (JsonNode each : client.get("/webhooks/deliveries?limit=500").expect(200).json().get("deliveries")) {
            if (each.get("sessionId").asText().equals(sessionId)) {
                return each;
            }
        }
        return null;
    }

    @Test
    void an_end_is_told_once_signed_with_the_session_as_it_is_read_and_a_link() throws Exception {
        String id = ended();
        Told told = receiver.await(id, 1).getFirst();
        awaitNone();
        assertThat(receiver.toldOf(id)).hasSize(1);
        assertThat(told.method()).isEqualTo("POST");
        assertThat(told.uri()).isEqualTo("/hooks/T0KEN");
        assertThat(told.contentType()).isEqualTo("application/json");
        told.assertSignedWith(Hooked.SECRETS);
        assertThat(told.signature().split(" ")).hasSize(2);
        assertThat(Instant.ofEpochSecond(Long.parseLong(told.timestamp())))
                .isBetween(clock.instant().minusSeconds(60), clock.instant());
        assertThat(told.json().get("type").asText()).isEqualTo("session.ended");
        assertThat(Instant.parse(told.json().get("timestamp").asText()))
                .isBetween(clock.instant().minusSeconds(60), clock.instant());
        assertThat(told.json().at("/data/session")).isEqualTo(client.storedSession(id));
        assertThat(told.json().at("/data/link").asText()).isEqualTo("https://calls.example/sessions/" + id);
        assertThat(told.json().get("data").has("tenant")).isFalse();
    }

    @Test
    void an_end_is_told_however_it_came_and_no_other_thing_is() throws Exception {
        String failed = client.createFresh("call");
        client.complete(failed, "{\"status\":\"failed\",\"metadata\":{\"why\":\"test\"}}").expect(200);
        String imported = Fresh.id("imported");
        client.importLines(newSession(imported).put("status", "completed").set("events", Json.array(List.of(newEvent("a"))))
                + "\n").expect(200);
        String open = client.createFresh("open");
        client.append(open, newEvent("e")).expectCreated();
        client.complete(failed).expect(200);
        assertThat(receiver.await(failed, 1).getFirst().json().at("/data/session/metadata/why").asText()).isEqualTo("test");
        receiver.await(imported, 1);
        String last = ended();
        receiver.await(last, 1);
        awaitNone();
        assertThat(receiver.toldOf(open)).isEmpty();
        assertThat(receiver.toldOf(failed)).hasSize(1);
        assertThat(receiver.toldOf(imported)).hasSize(1);
    }

    @Test
    void who_fails_is_told_again_with_the_same_id_and_a_new_time_after_pauses_that_grow() throws Exception {
        receiver.then(TestReceiver.status(500), TestReceiver.cut(), receiver.silent());
        String id = ended();
        JsonNode first = stuck(id, "failing");
        assertThat(first.get("attempts").asInt()).isEqualTo(1);
        assertThat(first.get("lastStatus").asInt()).isEqualTo(500);
        assertThat(first.get("lastFailure").asText()).isEqualTo("status");
        assertThat(Duration.between(Instant.parse(first.get("lastAt").asText()), Instant.parse(first.get("nextAt").asText())))
                .isBetween(Duration.ofMillis(4400), Duration.ofMillis(5600));
        assertThat(receiver.toldOf(id)).as("not before its time").hasSize(1);
        clock.pass(Duration.ofSeconds(6));
        Waiting.until("it was cut off", () -> listed(id).path("lastFailure").asText().equals("cut-off"));
        clock.pass(Duration.ofMinutes(6));
        Waiting.until("it did not answer", () -> listed(id).path("lastFailure").asText().equals("timeout"));
        clock.pass(Duration.ofMinutes(34));
        List<Told> all = receiver.await(id, 4);
        awaitNone();
        assertThat(all.stream().map(Told::id).distinct()).containsExactly(first.get("webhookId").asText());
        assertThat(all.stream().map(Told::timestamp)).doesNotHaveDuplicates();
        assertThat(all.stream().map(told -> new String(told.body())).distinct()).hasSize(1);
        all.forEach(told -> told.assertSignedWith(Hooked.SECRETS));
    }

    @Test
    void after_a_day_it_is_given_up_told_and_counted_and_can_be_sent_again() throws Exception {
        receiver.always(TestReceiver.status(503));
        try (Logged logged = Logged.everythingFrom(Level.WARNING)) {
            String id = ended();
            stuck(id, "failing");
            clock.pass(Duration.ofHours(25));
            JsonNode givenUp = stuck(id, "given-up");
            assertThat(givenUp.has("nextAt")).isFalse();
            assertThat(givenUp.get("attempts").asInt()).isEqualTo(2);
            assertThat(logged.messages()).anyMatch(message -> message.contains("given up after 2 attempts: status 503"));
            assertThat(logged.whole()).noneMatch(entry -> entry.contains("T0KEN"));
            backlog.look();
            String metrics = client.get("/q/metrics").expect(200).text();
            assertThat(metrics).contains("conversation_webhooks{state=\"given-up\"} 1.0",
                    "conversation_webhooks{state=\"failing\"} 0.0").doesNotContain("T0KEN");
            receiver.always(TestReceiver.status(204));
            assertThat(client.send("POST", "/webhooks/deliveries/retry?sessionId=" + id, null, null).expect(200).json()
                    .get("retried").asInt()).isEqualTo(1);
            assertThat(receiver.await(id, 3).stream().map(Told::id).distinct()).hasSize(1);
            awaitNone();
        }
    }

    @Test
    void who_says_gone_is_not_asked_again() throws Exception {
        receiver.then(TestReceiver.status(410));
        String id = ended();
        assertThat(stuck(id, "given-up").get("lastStatus").asInt()).isEqualTo(410);
        clock.pass(Duration.ofHours(1));
        receiver.await(ended(), 1);
        assertThat(receiver.toldOf(id)).hasSize(1);
    }

    @Test
    void who_asks_for_time_is_given_it() throws Exception {
        receiver.then(TestReceiver.with(429, "Retry-After", "600"));
        String id = ended();
        JsonNode failing = stuck(id, "failing");
        assertThat(Duration.between(Instant.parse(failing.get("lastAt").asText()),
                Instant.parse(failing.get("nextAt").asText()))).isBetween(Duration.ofSeconds(599), Duration.ofSeconds(601));
    }

    @Test
    void what_was_taken_by_a_pod_that_was_killed_is_told_by_another() throws Exception {
        receiver.then(TestReceiver.status(500));
        String id = ended();
        stuck(id, "failing");
        clock.pass(Duration.ofSeconds(4));
        Delivery due = Delivery.of(webhooks().find(Filters.eq("sessionId", id)).first());
        Delivery taken = deliveries.take(due).orElseThrow();
        assertThat(deliveries.take(due)).as("it is somebody's").isEmpty();
        clock.pass(deliveries.patience().minusSeconds(2));
        receiver.await(ended(), 1);
        assertThat(receiver.toldOf(id)).hasSize(1);
        clock.pass(Duration.ofSeconds(3));
        receiver.await(id, 2);
        awaitNone();
        deliveries.failed(taken, Outcome.answered(500, Duration.ZERO), clock.instant());
        assertThat(webhooks().countDocuments()).as("whoever was taken for dead brings nothing back").isZero();
    }

    @Test
    void several_pods_tell_each_end_once() throws Exception {
        Set<String> all = new HashSet<>();
        Courier other = another.courier();
        for (int i = 0; i < 40; i++) {
            all.add(ended());
        }
        Waiting.until("each was told", () -> {
            other.sendDue();
            return all.stream().allMatch(id -> !receiver.toldOf(id).isEmpty());
        });
        awaitNone();
        assertThat(all).allSatisfy(id -> assertThat(receiver.toldOf(id)).hasSize(1));
    }

    @Test
    void nothing_is_told_of_what_was_erased_and_nothing_of_it_is_kept() throws Exception {
        receiver.then(TestReceiver.status(500));
        String id = ended();
        stuck(id, "failing");
        BsonDocument kept = webhooks().find(Filters.eq("sessionId", id)).first();
        assertThat(kept.keySet()).containsExactlyInAnyOrder("_id", "sessionId", "state", "attempts", "since", "due", "lastAt",
                "lastStatus", "lastFailure");
        client.erase(id).expect(204);
        assertThat(webhooks().find(Filters.eq("sessionId", id)).first()).isNull();
        webhooks().insertOne(kept);
        clock.pass(Duration.ofSeconds(6));
        awaitNone();
        assertThat(receiver.toldOf(id)).as("added by who did not know yet").hasSize(1);
    }

    @Test
    void an_end_that_is_told_by_the_feed_again_is_told_once() throws Exception {
        receiver.then(TestReceiver.status(500));
        String id = ended();
        JsonNode before = stuck(id, "failing");
        Session session = Session.<Session> mongoCollection().find(Filters.eq("sessionId", Tenant.NONE.id(id))).first();
        deliveries.add(List.of(session));
        assertThat(listed(id)).isEqualTo(before);
    }

    @Test
    void what_is_not_delivered_is_listed_by_page_and_state() throws Exception {
        receiver.always(TestReceiver.status(500));
        List<String> ids = IntStream.range(0, 5).mapToObj(i -> ended()).toList();
        for (String id : ids) {
            stuck(id, "failing");
        }
        List<JsonNode> pages = client.allPages("/webhooks/deliveries", "?state=failing&state=given-up&limit=2", "deliveries");
        assertThat(pages.stream().map(each -> each.get("sessionId").asText())).containsExactlyElementsOf(ids);
        assertThat(client.get("/webhooks/deliveries?state=given-up").expect(200).json().get("deliveries")).isEmpty();
        assertThat(client.get("/webhooks/deliveries?state=late").expectProblem(400, "validation-failed").text())
                .contains("pending, failing or given-up");
        String cursor = client.get("/webhooks/deliveries?limit=1").json().at("/pagination/nextCursor").asText();
        client.get("/webhooks/deliveries?state=failing&cursor=" + cursor).expectProblem(400, "invalid-cursor");
        for (String none : List.of(".bad", "", "import")) {
            client.send("POST", "/webhooks/deliveries/retry?sessionId=" + none, null, null).expectViolations("sessionId");
        }
        receiver.always(TestReceiver.status(200));
        assertThat(client.send("POST", "/webhooks/deliveries/retry", null, null).expect(200).json().get("retried").asInt())
                .isEqualTo(5);
        awaitNone();
    }
}
