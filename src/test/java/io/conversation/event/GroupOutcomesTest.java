package io.conversation.event;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.inject.Inject;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.StoredConversations;
import io.conversation.database.Deadline;
import io.conversation.embedded.PlannedAnswer.CommandError;
import io.conversation.embedded.PlannedAnswer.NothingFound;
import io.conversation.embedded.PlannedAnswer.ReadError;
import io.conversation.embedded.PlannedAnswer.WriteErrors;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.json.JsonObject;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What befalls one session of a group befalls no event of the others. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class GroupOutcomesTest {

    private static final int STEPPED_DOWN = 189;
    private static final int NOT_CONFIRMED = 187;

    private final ConversationClient client = new ConversationClient();

    ReplicaSetDatabase database;

    @Inject
    EventWriter writer;

    @Inject
    StoredConversations stored;

    @AfterEach
    void asUsual() {
        database.answerAsUsual();
    }

    private String created() {
        String session = Fresh.id("group");
        client.untilAvailable(() -> client.create(newSession(session))).expect(201);
        return session;
    }

    private List<Appended> write(String... sessions) {
        return writer.write(Arrays.stream(sessions).map(session -> new Append(Tenant.NONE.id(session),
                new NewEvent("e", "system", JsonObject.EMPTY, null, null, false), new ObjectId(), Instant.EPOCH, false))
                .toList(),
                Deadline.in(Duration.ofSeconds(30)));
    }

    private static List<ProblemType> problems(List<Appended> outcomes) {
        List<ProblemType> problems = new ArrayList<>();
        outcomes.forEach(outcome -> problems.add(outcome.isFailed() ? outcome.problem().type() : null));
        return problems;
    }

    @Test
    void a_session_that_could_not_be_made_active_fails_its_own_events_alone() {
        String[] sessions = { created(), created(), created() };
        database.answer("update", "sessions", new WriteErrors(STEPPED_DOWN, true));
        List<ProblemType> problems = problems(write(sessions));
        assertThat(problems).containsExactlyInAnyOrder(ProblemType.UNAVAILABLE, null, null);
        for (int i = 0; i < sessions.length; i++) {
            assertThat(stored.events(sessions[i])).isEqualTo(1);
            assertThat(stored.status(sessions[i])).isEqualTo(problems.get(i) == null ? "active" : "initiated");
        }

        database.answerAsUsual();
        assertThat(problems(write(sessions))).containsOnlyNulls();
        assertThat(sessions).allSatisfy(session -> assertThat(stored.status(session)).isEqualTo("active"));
    }

    @Test
    void a_change_of_status_that_fails_leaves_the_events_of_sessions_that_need_none() {
        String begun = created();
        String fresh = created();
        write(begun);
        database.answer("update", "sessions", new CommandError(STEPPED_DOWN));
        assertThat(problems(write(fresh, begun))).containsExactly(ProblemType.UNAVAILABLE, null);
    }

    @Test
    void a_session_that_nobody_can_confirm_not_to_be_there_costs_no_other() {
        String known = created();
        database.answer("find", "sessions", new ReadError("linearizable", NOT_CONFIRMED));
        assertThat(problems(write("nobody-1", known, "nobody-2"))).containsExactly(ProblemType.UNAVAILABLE, null,
                ProblemType.UNAVAILABLE);
    }

    @Test
    void sessions_missed_at_the_first_look_are_confirmed_in_one_read_and_only_those_that_are_not_there_fail() {
        String[] sessions = { created(), "nobody", created() };
        database.answer("find", "sessions", new NothingFound(null));
        long before = database.proxy().seen("find");
        assertThat(problems(write(sessions))).containsExactly(null, ProblemType.SESSION_NOT_FOUND, null);
        assertThat(database.proxy().seen("find"))
                .as("of all, of those that it missed, and of the tombstone of the one that is not there")
                .isEqualTo(before + 3);

        database.answerAsUsual();
        assertThat(stored.status(sessions[2])).isEqualTo("active");
    }
}
