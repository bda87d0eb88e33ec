package io.conversation.session;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.fault.FaultyDatabase;
import io.conversation.session.BulkCompleter.Ended;
import io.conversation.session.SessionBulk.Created;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Many sessions are written to at once, and are large. */
@QuarkusTest
@TestProfile(FaultyDatabase.Profile.class)
class LargeLooksTest {

    /** More than goes into one answer of the database. */
    private static final int MANY = 40;
    private static final int FEW = 12;

    private final ConversationClient client = new ConversationClient();

    FaultyDatabase faulty;

    @Inject
    SessionBulk bulk;

    @Inject
    BulkCompleter completer;

    private List<String> ids;

    @BeforeEach
    void there() {
        faulty.proxy().forward();
        client.awaitReady();
    }

    private void store(int sessions) {
        ids = IntStream.range(0, sessions).mapToObj(i -> Fresh.id("large")).toList();
        ids.forEach(id -> {
            ObjectNode session = newSession(id);
            session.set("metadata", Json.object("notes", "a".repeat(450_000)));
            client.create(session).expectCreated();
        });
    }

    private Map<SessionId, Ended> complete(Completion wanted) {
        Map<SessionId, Completion> all = new LinkedHashMap<>();
        ids.forEach(id -> all.put(Tenant.NONE.id(id), wanted));
        return completer.completeById(all);
    }

    @Test
    void whose_end_adds_nothing_to_them_are_not_read_for_it() {
        store(MANY);
        long before = faulty.proxy().seen("getMore");
        assertThat(complete(new Completion(SessionStatus.FAILED, null, null)).values()).hasSize(ids.size())
                .allMatch(Ended::isNew);
        assertThat(complete(new Completion(SessionStatus.FAILED, null, null)).values()).hasSize(ids.size())
                .allMatch(ended -> !ended.isNew() && ended.problem() == null);
        assertThat(faulty.proxy().seen("getMore")).isEqualTo(before);
        assertThat(client.storedSession(ids.getLast()).at("/metadata/notes").asText()).hasSize(450_000);
    }

    @Test
    void whose_end_adds_to_them_are_read_by_what_fits_and_else_one_by_one() {
        store(FEW);
        long before = faulty.proxy().seen("findAndModify");
        Completion wanted = Completion.read(Json.object("metadata", Json.object("outcome", "ordered")).toString().getBytes());
        assertThat(complete(wanted).values()).hasSize(ids.size()).allMatch(Ended::isNew);
        assertThat(faulty.proxy().seen("findAndModify") - before).isBetween(FEW / 2L, FEW - 2L);
        for (String id : ids) {
            JsonNode session = client.storedSession(id);
            assertThat(session.at("/metadata/outcome").asText()).isEqualTo("ordered");
            assertThat(session.at("/metadata/notes").asText()).hasSize(450_000);
        }
    }

    @Test
    void that_were_created_before_are_read_a_few_at_a_time() {
        store(FEW);
        long before = faulty.proxy().seen("getMore");
        List<NewSession> wanted = ids.stream()
                .map(id -> new NewSession(Tenant.NONE.id(id), "en-US", null, null, null, null)).toList();
        List<Created> created = bulk.create(wanted, false);
        assertThat(created).hasSize(ids.size()).allMatch(each -> each.problem() == null && !each.written().isNew());
        assertThat(created).allMatch(each -> each.written().session().metadata.size() < 100);
        assertThat(faulty.proxy().seen("getMore") - before).isGreaterThan(1);
    }
}
