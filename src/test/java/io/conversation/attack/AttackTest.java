package io.conversation.attack;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.jboss.logging.Logger;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.conversation.fault.Waiting;
import io.conversation.openapi.OpenApiDocument;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/**
 * Requests made from the OpenAPI document, and what can be done to them. {@code -Dattack.requests=1000000} sends more of them,
 * {@code -Dattack.seed} the same again, and {@code -Dattack.only} one of these.
 */
@QuarkusTest
class AttackTest {

    private static final Logger LOG = Logger.getLogger(AttackTest.class);
    private static final Pattern GAUGE = Pattern.compile("(?m)^(conversation_(?:memory_bytes|requests))(?:\\{[^}]*})? (\\S+)$");

    /** Of the framework, seldom: a stream whose client has gone is ended by two threads. There is nobody to answer. */
    private static final Pattern LEFT_BEHIND = Pattern.compile(
            "ArrayIndexOutOfBoundsException[^\n]*\\s+at io\\.quarkus\\.resteasy[^\n]*RequestContext\\.invokeHandler");
    private static final List<java.util.logging.Logger> WRITERS = Stream
            .of("io.conversation.session.SessionWriter", "io.conversation.event.EventAppender")
            .map(java.util.logging.Logger::getLogger).toList();

    private final ConversationClient client = client();

    @Inject
    StoredConversations stored;

    /** Of who attacks nobody, and is attacked by all. */
    ConversationClient client() {
        return new ConversationClient();
    }

    /** What is stored as an id of that client. */
    String stored(String id) {
        return id;
    }

    /** Those that attack. */
    List<ConversationClient> attackers() {
        return List.of(client);
    }

    /** Unless the command says. */
    long usual() {
        return 10_000;
    }

    @BeforeEach
    void begin() {
        stored.clear();
        // Repeats that differ are the rule here.
        WRITERS.forEach(writer -> writer.setLevel(Level.ERROR));
    }

    @AfterEach
    void end() {
        stored.clear();
        WRITERS.forEach(writer -> writer.setLevel(null));
    }

    @Test
    void whatever_is_sent_is_answered_as_documented_and_harms_nothing() throws Exception {
        long seed = Long.getLong("attack.seed", new Random().nextInt(Integer.MAX_VALUE));
        long only = Long.getLong("attack.only", -1);
        long from = Math.max(only, 0);
        long to = only < 0 ? Long.getLong("attack.requests", usual()) : only + 1;
        OpenApiDocument document = OpenApiDocument.served();
        List<Acknowledged> acknowledged = attackers().stream().map(Acknowledged::new).toList();
        Requests requests = new Requests(document, seed, attackers().stream().map(ConversationClient::headers).toList());
        Attack attack = new Attack(requests, new Judge(document), acknowledged, seed, RestAssured.port);
        try (Logged errors = Logged.everythingFrom(Level.ERROR)) {
            for (long round = from; round < to; round += Requests.ROUND) {
                List<String> before = canaries();
                attack.send(round, Math.min(to, round + Requests.ROUND));
                assertThat(String.join("\n", attack.failures())).as("seed %s", seed).isEmpty();
                assertThat(canaries()).as("after the requests of seed %s", seed).isEqualTo(before);
                for (Acknowledged each : acknowledged) {
                    assertThat(each.lost()).as("seed %s", seed).isEmpty();
                }
                LOG.infof("%d requests of seed %d: statuses %s, %d created", Math.min(to, round + Requests.ROUND) - from, seed,
                        attack.statuses(), acknowledged.stream().mapToInt(Acknowledged::size).sum());
                acknowledged.forEach(Acknowledged::forget);
                stored.clear();
            }
            assertThat(errors.whole()).as("seed %s", seed).filteredOn(entry -> !LEFT_BEHIND.matcher(entry).find()).isEmpty();
        }
        isHealthy();
    }

    /** Conversations that nobody attacks; their lines of an export, and all that is stored of them. */
    private List<String> canaries() {
        client.create(newSession("canary-1").put("startedAt", "2026-01-01T00:00:00Z"));
        client.append("canary-1", newEvent("e1", "2026-01-01T00:00:01Z"));
        client.imported(newSession("canary-2").put("status", "completed").put("startedAt", "2026-01-02T00:00:00Z")
                .put("endedAt", "2026-01-03T00:00:00Z").set("events", Json.array(List.of(newEvent("e1"), newEvent("e2"))))
                + "\n");
        List<String> lines = new ArrayList<>();
        for (String id : List.of("canary-1", "canary-2")) {
            lines.add(client.session(id, "?count=true").expect(200).text());
            stored.everything(stored(id)).forEach(document -> lines.add(document.toJson()));
        }
        client.export("").lines().filter(line -> line.startsWith("{\"sessionId\":\"canary-")).forEach(lines::add);
        assertThat(lines).hasSize(2 + 5 + 2);
        return lines;
    }

    /** What the requests had of memory and of places is given back. */
    private void isHealthy() throws Exception {
        client.awaitReady();
        assertThat(inUse()).hasSize(2);
        Waiting.until("no request is in work but " + inUse(),
                () -> inUse().stream().allMatch(gauge -> gauge.endsWith(" 0.0")));
    }

    private List<String> inUse() {
        return GAUGE.matcher(client.get("/q/metrics").expect(200).text()).results().map(MatchResult::group).toList();
    }
}
