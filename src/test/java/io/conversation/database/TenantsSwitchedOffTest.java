package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.Fresh;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What tenants have left in a database is not anybody's where tenants were switched off. */
@QuarkusTest
@TestProfile(LookedAtDatabase.Profile.class)
class TenantsSwitchedOffTest extends LookedAt {

    private final String id = Fresh.id("call");

    @BeforeEach
    void tenants() {
        stored("sessions").createIndex(Document.parse("{tenant: 1, startedAt: -1, _id: -1}"));
        stored("sessions").insertOne(new Document("_id", new ObjectId()).append("sessionId", "acme/" + id)
                .append("tenant", "acme").append("status", "active").append("language", "en")
                .append("startedAt", new Date()).append("metadata", new Document()));
    }

    @AfterEach
    void none() {
        stored("sessions").deleteOne(new Document("sessionId", "acme/" + id));
        if (indexNames("sessions").contains("tenant_1_startedAt_-1__id_-1")) {
            stored("sessions").dropIndex("tenant_1_startedAt_-1__id_-1");
        }
    }

    @Test
    void nothing_is_written_beside_it_and_readiness_says_why() throws Exception {
        awaitDown("sessions.tenant-claim", "conversations of tenants");
        assertWritesAreRefusedAtOnce();
        stored("sessions").dropIndex("tenant_1_startedAt_-1__id_-1");
        awaitReady();
    }

    @Test
    void nothing_of_it_is_given_out() {
        client.list("").expectProblem(500, "internal-error");
        client.get("/sessions/" + id).expectProblem(404, "session-not-found");
        client.get("/sessions/acme%2F" + id).expectProblem(404, "session-not-found");
        assertThat(client.get("/sessions/export").text()).doesNotContain(id);
    }
}
