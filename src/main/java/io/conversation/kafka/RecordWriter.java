package io.conversation.kafka;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;

import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.WritesByShard;
import io.conversation.event.Appended;
import io.conversation.event.EventAppender;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.json.JsonWeight;
import io.conversation.kafka.Waves.Read;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemResponses;
import io.conversation.session.BulkCompleter;
import io.conversation.session.BulkCompleter.Ended;
import io.conversation.session.Completion;
import io.conversation.session.NewSession;
import io.conversation.session.SessionBulk;
import io.conversation.session.SessionBulk.Created;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;

/**
 * Writes records as an import writes its lines: those of many sessions together, and those of one session in their order. What
 * has not come in holds back what follows of its session, so that an event never meets a session whose creation is yet to be
 * repeated.
 */
@Singleton
class RecordWriter {

    private final RecordReader reader;
    private final SessionBulk sessions;
    private final EventAppender events;
    private final BulkCompleter ends;
    private final WritesByShard byShard;
    private final DatabaseFailures failures;
    private final ProblemResponses problems;
    private final Work work;
    private final StoredSizes sizes;

    RecordWriter(RecordReader reader, SessionBulk sessions, EventAppender events, BulkCompleter ends, WritesByShard byShard,
            DatabaseFailures failures, ProblemResponses problems, Work work, StoredSizes sizes) {
        this.reader = reader;
        this.sessions = sessions;
        this.events = events;
        this.ends = ends;
        this.byShard = byShard;
        this.failures = failures;
        this.problems = problems;
        this.work = work;
        this.sizes = sizes;
    }

    /**
     * Writes those that are open, in their order, with the memory for them. Leaves in each what became of it; one that it did
     * not come to is as it was.
     *
     * @param held the sessions of which something before these is not stored yet
     * @param goesOn asked before each wave
     * @return whether it is of use to go on with others
     */
    @ActivateRequestContext
    boolean write(List<IncomingRecord> records, Set<SessionId> held, BooleanSupplier goesOn) {
        try {
            work.await(records.stream().mapToLong(RecordWriter::weight).sum());
        } catch (ProblemException e) {
            records.forEach(record -> record.failed(e));
            return records.stream().noneMatch(IncomingRecord::isOpen);
        }
        for (List<Read> wave : waves(records)) {
            if (!goesOn.getAsBoolean()) {
                return false;
            }
            List<Read> free = wave.stream().filter(read -> !held.contains(read.asked().sessionId())).toList();
            if (free.isEmpty()) {
                continue;
            }
            writeWave(free);
            free.stream().filter(read -> read.record().isOpen()).forEach(read -> held.add(read.asked().sessionId()));
            boolean someAreStored = free.stream().anyMatch(read -> read.record().isSettled());
            if (free.stream().anyMatch(read -> isUnavailable(read.record())) && !byShard.doOthersWork(someAreStored)) {
                return false;
            }
        }
        return true;
    }

    /** With what is made of it. */
    static long weight(IncomingRecord record) {
        byte[] value = record.message().value();
        return value == null ? 0 : value.length + JsonWeight.of(value, 0, value.length);
    }

    private static boolean isUnavailable(IncomingRecord record) {
        return record.isOpen() && record.passing() != null && record.passing().isUnavailable();
    }

    private List<List<Read>> waves(List<IncomingRecord> records) {
        Waves waves = new Waves();
        for (IncomingRecord record : records) {
            Asked asked = record.isOpen() ? read(record) : null;
            if (asked != null) {
                waves.add(new Read(record, asked));
            }
        }
        return waves.all();
    }

    /** Null for what cannot be read. */
    private Asked read(IncomingRecord record) {
        try {
            return reader.read(record.message());
        } catch (ProblemException e) {
            record.failed(e);
        } catch (RuntimeException e) {
            record.failed(problems.internal(e));
        }
        return null;
    }

    private void writeWave(List<Read> wave) {
        try {
            create(of(wave, Asked.Creation.class));
            append(open(of(wave, Asked.Happened.class), wave));
            end(open(of(wave, Asked.End.class), wave));
        } catch (MongoException e) {
            failAll(wave, failures.problem(e));
        } catch (ProblemException e) {
            failAll(wave, e);
        } catch (RuntimeException | AssertionError e) { // the driver's assertions are errors
            failAll(wave, problems.internal(e));
        }
    }

    private static void failAll(List<Read> wave, ProblemException problem) {
        wave.stream().filter(read -> read.record().isOpen()).forEach(read -> read.record().failed(problem));
    }

    private static List<Read> of(List<Read> wave, Class<? extends Asked> kind) {
        return wave.stream().filter(read -> kind.isInstance(read.asked())).toList();
    }

    /** Without those of which something that was to come before is not stored yet. */
    private static List<Read> open(List<Read> some, List<Read> wave) {
        Set<SessionId> waiting = new HashSet<>();
        List<Read> free = new ArrayList<>();
        int step = some.isEmpty() ? 0 : some.getFirst().asked().step();
        wave.stream().filter(read -> read.asked().step() < step && read.record().isOpen())
                .forEach(read -> waiting.add(read.asked().sessionId()));
        some.stream().filter(read -> !waiting.contains(read.asked().sessionId())).forEach(free::add);
        return free;
    }

    private void create(List<Read> wave) {
        if (wave.isEmpty()) {
            return;
        }
        List<NewSession> wanted = wave.stream().map(read -> ((Asked.Creation) read.asked()).session()).toList();
        List<Created> created = work.expecting(lookBytes(wave), () -> sessions.create(wanted, false));
        for (int i = 0; i < created.size(); i++) {
            Created outcome = created.get(i);
            settle(wave.get(i), outcome.problem(), outcome.problem() == null && outcome.written().isNew());
        }
    }

    /** What those may take that are there already. */
    private long lookBytes(List<Read> wave) {
        return Math.min(sizes.sessions.expected(wave.size()), Sessions.LOOK_BYTES);
    }

    private void append(List<Read> wave) {
        if (wave.isEmpty()) {
            return;
        }
        List<Appended> appended = events
                .appendImported(wave.stream().map(read -> ((Asked.Happened) read.asked()).event()).toList());
        for (int i = 0; i < appended.size(); i++) {
            settle(wave.get(i), appended.get(i).problem(), appended.get(i).isNew());
        }
    }

    private void end(List<Read> wave) {
        if (wave.isEmpty()) {
            return;
        }
        Map<SessionId, Completion> wanted = new LinkedHashMap<>();
        wave.forEach(read -> wanted.put(read.asked().sessionId(), ((Asked.End) read.asked()).completion()));
        Map<SessionId, Ended> ended = work.expecting(lookBytes(wave), () -> ends.completeById(wanted));
        for (Read read : wave) {
            Ended outcome = ended.get(read.asked().sessionId());
            settle(read, outcome.problem(), outcome.isNew());
        }
    }

    private static void settle(Read read, ProblemException problem, boolean isNew) {
        if (problem == null) {
            read.record().stored(isNew);
        } else {
            read.record().failed(problem);
        }
    }
}
