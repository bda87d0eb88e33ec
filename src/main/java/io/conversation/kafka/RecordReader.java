package io.conversation.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.conversation.event.EventAppender;
import io.conversation.event.EventTypes;
import io.conversation.event.NewEvent;
import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.problem.ProblemException;
import io.conversation.problem.Violations;
import io.conversation.session.Completion;
import io.conversation.session.Identifiers;
import io.conversation.session.NewSession;
import io.conversation.session.SessionStatus;
import io.conversation.tenant.IdAlphabet;
import io.conversation.tenant.Tenant;
import io.conversation.tenant.TenantConfig;

/**
 * Reads what a record asks for: by the type of a CloudEvent, or, where it is none, by its fields. What cannot be read is
 * refused as it would be over HTTP.
 */
@Singleton
class RecordReader {

    private static final Map<String, Kind> SHAPE = Map.ofEntries(Map.entry("sessionId", Kind.STRING),
            Map.entry("language", Kind.STRING), Map.entry("startedAt", Kind.STRING), Map.entry("status", Kind.STRING),
            Map.entry("endedAt", Kind.STRING), Map.entry("metadata", Kind.OBJECT), Map.entry("eventId", Kind.STRING),
            Map.entry("type", Kind.STRING), Map.entry("payload", Kind.OBJECT), Map.entry("timestamp", Kind.STRING),
            Map.entry("receivedAt", Kind.STRING), Map.entry("late", Kind.BOOLEAN));
    private static final Set<String> OF_CREATION = Set.of("sessionId", "language", "startedAt", "status", "metadata");
    private static final Set<String> OF_SESSION = Set.of("sessionId", "language", "startedAt", "status", "endedAt", "metadata");
    private static final Set<String> OF_EVENT = Set.of("sessionId", "eventId", "type", "payload", "timestamp", "receivedAt",
            "late");
    private static final Set<String> OF_END = Set.of("sessionId", "status", "endedAt", "metadata");

    private final EventTypes types;
    private final boolean tenants;

    RecordReader(EventTypes types, TenantConfig tenants) {
        this.types = types;
        this.tenants = tenants.tenantClaim().isPresent();
    }

    Asked read(ConsumerRecord<byte[], byte[]> message) {
        Violations violations = new Violations();
        Envelope envelope = Envelope.read(message, SHAPE, violations);
        JsonFields fields = envelope.fields();
        Tenant tenant = tenant(envelope.tenant());
        String elsewhere = envelope.subject() != null || message.key() == null ? envelope.subject()
                : new String(message.key(), StandardCharsets.UTF_8);
        if (elsewhere != null) {
            fields.orElse("sessionId", elsewhere);
        }
        return switch (envelope.type()) {
            case null -> byFields(fields, tenant, violations);
            case CloudEvents.CREATED -> asCreated(fields, tenant, violations);
            case CloudEvents.STORED -> event(fields, tenant, violations);
            case CloudEvents.ENDED -> end(fields, OF_SESSION, tenant, violations);
            case String other -> throw ProblemException.invalid("type", "has to be " + CloudEvents.CREATED + ", "
                    + CloudEvents.STORED + " or " + CloudEvents.ENDED);
        };
    }

    private Asked byFields(JsonFields fields, Tenant tenant, Violations violations) {
        if (fields.has("eventId")) {
            return event(fields, tenant, violations);
        }
        if (fields.has("language")) {
            return creation(fields, tenant, violations);
        }
        if (fields.has("status") || fields.has("endedAt")) {
            return end(fields, OF_END, tenant, violations);
        }
        throw ProblemException.invalid("body",
                "has to be a session, with language, an event, with eventId, or an end, with status or endedAt");
    }

    private static Asked creation(JsonFields fields, Tenant tenant, Violations violations) {
        fields.only(OF_CREATION);
        SessionStatus status = NewSession.status(fields, violations);
        if (status != null && status.isEnded()) {
            violations.add("status", "has to be initiated or active; a session ends by completing it");
        }
        return creation(fields, tenant, status, violations);
    }

    /** As it was stored elsewhere; how it ended, its end tells. */
    private static Asked asCreated(JsonFields fields, Tenant tenant, Violations violations) {
        fields.only(OF_SESSION);
        SessionStatus status = NewSession.status(fields, violations);
        return creation(fields, tenant, status != null && status.isEnded() ? SessionStatus.ACTIVE : status, violations);
    }

    private static Asked creation(JsonFields fields, Tenant tenant, SessionStatus status, Violations violations) {
        NewSession session = NewSession.of(fields, tenant, status, null, violations);
        violations.throwIfAny();
        return new Asked.Creation(session);
    }

    /** One that says when it was received, or that it was late, was stored elsewhere, and is taken at its word. */
    private Asked event(JsonFields fields, Tenant tenant, Violations violations) {
        fields.only(OF_EVENT);
        String sessionId = sessionId(fields, violations);
        NewEvent event = NewEvent.of(fields, "", tenant.id(sessionId), types, violations);
        return new Asked.Happened(new EventAppender.Imported(tenant.id(sessionId), event,
                fields.has("receivedAt") || fields.has("late")));
    }

    private static Asked end(JsonFields fields, Set<String> known, Tenant tenant, Violations violations) {
        fields.only(known);
        String sessionId = sessionId(fields, violations);
        return new Asked.End(tenant.id(sessionId), Completion.of(fields, violations));
    }

    /** Refused at once where it is none: what is wrong beside it comes to light when it is mended. */
    private static String sessionId(JsonFields fields, Violations violations) {
        String sessionId = fields.string("sessionId");
        Violations own = new Violations();
        Identifiers.checkSessionId(sessionId, "sessionId", own);
        own.list().forEach(violation -> violations.add(violation.field(), violation.message()));
        if (!own.isEmpty()) {
            violations.throwIfAny();
        }
        return sessionId;
    }

    /** Whoever may write to the topic says whose it is. */
    private Tenant tenant(String name) {
        if (!tenants) {
            if (name != null) {
                throw ProblemException.invalid("tenant", "is not known here: the service keeps no tenants apart");
            }
            return Tenant.NONE;
        }
        if (name == null) {
            throw ProblemException.invalid("tenant", "is required: the CloudEvents attribute, or the header "
                    + CloudEvents.TENANT);
        }
        if (!IdAlphabet.isWellFormed(name)) {
            throw ProblemException.invalid("tenant", IdAlphabet.RULE);
        }
        return Tenant.named(name);
    }
}
