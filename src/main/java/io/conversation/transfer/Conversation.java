package io.conversation.transfer;

import java.time.Instant;
import java.util.Map;

import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.json.JsonText;
import io.conversation.json.StrictJson;
import io.conversation.json.StrictJson.ElementReading;
import io.conversation.problem.Violations;
import io.conversation.session.Completion;
import io.conversation.session.NewSession;
import io.conversation.session.SessionStatus;
import io.conversation.tenant.Tenant;

/**
 * One line of an import: a session and how it ended. Its events are read by themselves, each for its own: they may stand before
 * the fields that they depend on and be too many for memory, and what is wrong with one is nobody else's fault.
 */
record Conversation(NewSession session, Completion completion, JsonText events) {

    private static final String EVENTS = "events";
    private static final Map<String, Kind> SHAPE = Map.of("sessionId", Kind.STRING, "language", Kind.STRING, "metadata",
            Kind.OBJECT, "startedAt", Kind.STRING, "status", Kind.STRING, "endedAt", Kind.STRING, EVENTS,
            Kind.SKIPPED_ARRAY);

    static Conversation read(byte[] line, Tenant tenant) {
        StrictJson.Parted parted = StrictJson.part(line, EVENTS);
        return StrictJson.readObject(parted.object(), parser -> {
            Violations violations = new Violations();
            JsonFields fields = JsonFields.read(parser, SHAPE, "", violations);
            SessionStatus status = NewSession.status(fields, violations);
            Instant endedAt = fields.time("endedAt");
            if (endedAt != null && (status == null || !status.isEnded())) {
                violations.add("endedAt", "needs a status of completed or failed");
            }
            boolean ended = status != null && status.isEnded();
            // Ended only once its events are in: one cut short shows as going on, and is completed by the next try.
            NewSession session = NewSession.of(fields, tenant, ended ? SessionStatus.ACTIVE : status, endedAt,
                    violations);
            violations.throwIfAny();
            return new Conversation(session, ended ? new Completion(status, endedAt, session.metadata()) : null,
                    parted.array());
        });
    }

    void readEvents(ElementReading reading) {
        if (events != null) {
            StrictJson.readElements(events, EVENTS, reading);
        }
    }
}
