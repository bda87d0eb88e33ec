package io.conversation.webhook;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.database.ArrivalIds;
import io.conversation.session.Session;
import io.conversation.session.SessionView;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the receiver is told, in the form of Standard Webhooks: the same at each attempt, as a session that has ended does not
 * change.
 *
 * @param timestamp when the end arrived
 */
@RegisterForReflection
record Message(String type, Instant timestamp, Data data) {

    private static final String ENDED = "session.ended";

    /** @param tenant null where there are none */
    @RegisterForReflection
    @JsonInclude(Include.NON_NULL)
    record Data(SessionView session, String tenant, String link) {
    }

    static Message ended(Session session, String link) {
        return new Message(ENDED, ArrivalIds.time(session.endedId),
                new Data(SessionView.of(session), session.sessionId.tenant().field().orElse(null), link));
    }
}
