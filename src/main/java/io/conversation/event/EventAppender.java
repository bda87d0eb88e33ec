package io.conversation.event;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseConfig;
import io.conversation.database.Deadline;
import io.conversation.database.Doubts;
import io.conversation.database.IndexInitializer;
import io.conversation.database.Places;
import io.conversation.database.Shards;
import io.conversation.database.WritesByShard;
import io.conversation.json.Rfc3339;
import io.conversation.settings.RefusedSetting;
import io.conversation.telemetry.ClientClocks;
import io.conversation.telemetry.LogFields;
import io.conversation.telemetry.Meters;
import io.conversation.telemetry.Traces;
import io.conversation.telemetry.Traces.Waiting;
import io.conversation.tenant.SessionId;
import io.quarkus.runtime.Startup;

/**
 * The only way for events into the database: one by one in groups with others, or many at once. The unique index on (sessionId,
 * eventId) decides who was first; whoever was not is answered with what is stored.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
public class EventAppender {

    private static final Logger LOG = Logger.getLogger(EventAppender.class);

    // Some times what a group takes; a place must not stay free behind one that hangs.
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final long MOST_GROUP_BYTES = 1 << 30;

    private final EventWriter writer;
    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final DatabaseConfig database;
    private final Places places;
    private final Meters meters;
    private final ClientClocks clocks;
    private final Traces traces;
    private final WritesByShard.Work<Append, Appended> imports;
    private final WritesByShard byShard;
    private final Lanes<Append, Appended> groups;

    EventAppender(EventWriter writer, ArrivalIds ids, Clock clock, IndexInitializer indexes, DatabaseConfig database,
            AppendConfig config, Shards shards, Doubts doubts, WritesByShard byShard, Places places, Meters meters,
            ClientClocks clocks, Traces traces) {
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
        this.database = database;
        this.places = places;
        this.meters = meters;
        this.clocks = clocks;
        this.traces = traces;
        this.byShard = byShard;
        this.imports = new WritesByShard.Work<>(append -> append.sessionId().stored(),
                (these, deadline) -> writer.write(these, deadline), Appended::failed,
                outcome -> !outcome.isFailed(), Appended::isUnavailable);
        this.groups = config.groupCommit() ? groups(config, shards, doubts) : null;
        if (groups != null) {
            meters.appendQueue(groups, Lanes::queued, Lanes::queuedBytes);
        }
    }

    private Lanes<Append, Appended> groups(AppendConfig config, Shards shards, Doubts doubts) {
        if (config.groupMaxEvents() > config.queueMaxEvents()) {
            throw new RefusedSetting("sessions.append.group-max-events: a group of " + config.groupMaxEvents()
                    + " never comes together where sessions.append.queue-max-events lets " + config.queueMaxEvents() + " wait");
        }
        if (config.groupMaxBytes().asLongValue() > MOST_GROUP_BYTES) {
            throw new RefusedSetting("sessions.append.group-max-bytes: more than 1G cannot be written at once");
        }
        var limits = new GroupCommit.Limits(config.groupsInFlight(), config.groupMaxEvents(),
                config.groupMaxBytes().asBigInteger().intValueExact(), config.queueMaxEvents(),
                config.queueMaxBytes().asLongValue(), PATIENCE);
        var work = new Lanes.Work<Append, Appended>(Append::bytes, append -> shards.of(append.sessionId().stored()),
                (group, deadline) -> traces.together("append group", group.stream().map(Append::waiting).toList(),
                        () -> writer.write(group, deadline)),
                outcome -> !outcome.isFailed(), Appended::isUnavailable);
        return new Lanes<>(limits, work, database.timeout(), doubts, meters::appendGroup);
    }

    /** Appends one event, perhaps in a group with others'; marked late when its session has ended. */
    public Appended append(SessionId sessionId, NewEvent sent, Deadline deadline) {
        indexes.requireMade();
        Append append = take(sessionId, sent, false, true);
        Appended outcome = groups != null ? groups.submit(append, deadline)
                : places.at(sessionId.stored(), own -> writer.write(List.of(append), own).getFirst(), Appended::isUnavailable);
        count(outcome);
        return outcome;
    }

    /** Appends many to one session, in their order; each has its own outcome. */
    public List<Appended> appendAll(SessionId sessionId, List<NewEvent> sent) {
        indexes.requireMade();
        List<Append> appends = sent.stream().map(event -> take(sessionId, event, false, false)).toList();
        List<Appended> outcomes = places.at(sessionId.stored(), deadline -> writer.write(appends, deadline),
                these -> these.stream().anyMatch(Appended::isUnavailable));
        outcomes.forEach(this::count);
        return outcomes;
    }

    /**
     * Appends events of any sessions, in their order. Their sessions are looked up each time, as one may be erased while an
     * import goes on. A shard that is lost fails those of its sessions.
     */
    public List<Appended> appendImported(List<Imported> events) {
        indexes.requireMade();
        List<Appended> outcomes = byShard.write(events.stream()
                .map(event -> take(event.sessionId, event.sent, event.tellsLate, false)).toList(), imports);
        outcomes.forEach(this::count);
        return outcomes;
    }

    /**
     * An event among those of other sessions. {@code tellsLate}: whether it was late is what it says itself, as it was stored
     * somewhere before, and not whether its session has ended by now.
     */
    public record Imported(SessionId sessionId, NewEvent sent, boolean tellsLate) {

        public int bytes() {
            return Append.bytes(sent);
        }
    }

    private Append take(SessionId sessionId, NewEvent sent, boolean imported, boolean alone) {
        return new Append(sessionId, sent, ids.next(), Rfc3339.cut(clock.instant()), imported, alone,
                alone && groups != null ? traces.waiting() : Waiting.UNTRACED);
    }

    private void count(Appended outcome) {
        if (outcome.isFailed()) {
            return;
        }
        Event event = outcome.event();
        (outcome.isNew() ? meters.eventsCreated : meters.eventsReplayed).increment();
        if (outcome.isNew()) {
            clocks.see(event.timestamp, event.receivedAt);
        }
        if (outcome.isNew() && event.late) {
            meters.eventsLate.increment();
        }
        if (!outcome.differing().isEmpty()) {
            meters.eventsConflicting.increment();
            LogFields.with(Map.of(LogFields.SESSION, event.sessionId.toString(), LogFields.EVENT, event.eventId),
                    () -> LOG.warnf("Ignored a repeat of event '%s' of session '%s' with another %s than stored",
                            event.eventId, event.sessionId, String.join(", ", outcome.differing())));
        }
    }
}
