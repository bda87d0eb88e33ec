package io.conversation.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.bson.BSONException;
import org.bson.BsonMaximumSizeExceededException;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;

import io.conversation.problem.ProblemException;

/**
 * Writes many documents in one unordered command, each with an outcome of its own: by the server's word where it tells which
 * failed, else, and only when a document is to blame, found by halving. What fails for another reason fails as a whole.
 */
@Singleton
public class UnorderedWrite {

    private final DatabaseFailures failures;

    UnorderedWrite(DatabaseFailures failures) {
        this.failures = failures;
    }

    /** Sends documents in one unordered command; null stands for a result that tells nothing of single ones. */
    @FunctionalInterface
    public interface Command<T> {
        BulkWriteResult send(List<T> documents);
    }

    /** What became of one document. */
    public sealed interface Outcome {
    }

    /** Written as the command said, or, by an update, found to need nothing. */
    public record Done(boolean upserted) implements Outcome {
    }

    /** The unique index has another, which is stored. */
    public record Duplicate() implements Outcome {
    }

    public record Refused(ProblemException problem) implements Outcome {
    }

    /**
     * @param named what a document is called in problems
     * @throws MongoException when all of it failed, or is not durable: each may or may not be stored
     */
    public <T> List<Outcome> send(List<T> documents, Function<T, String> named, Command<T> command) {
        if (documents.isEmpty()) {
            return List.of();
        }
        try {
            return outcomes(documents.size(), command.send(documents));
        } catch (MongoBulkWriteException e) {
            // Without it a duplicate could be answered as stored that a failover takes away.
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            return told(documents, named, e);
        } catch (MongoException e) {
            Fault fault = Fault.of(e);
            if (!fault.isOfDocument()) {
                throw e;
            }
            return apart(documents, named, command, fault, e);
        } catch (BsonMaximumSizeExceededException e) {
            return apart(documents, named, command, Fault.TOO_LARGE, e);
        } catch (BSONException e) {
            // Refused by the driver, which has sent nothing of it, or only what comes before it.
            return apart(documents, named, command, Fault.DOCUMENT, e);
        }
    }

    /** The problems of those that were refused. */
    public static <T> Map<T, ProblemException> refused(List<T> documents, List<Outcome> outcomes) {
        Map<T, ProblemException> refused = new HashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Refused(ProblemException problem)) {
                refused.put(documents.get(i), problem);
            }
        }
        return refused;
    }

    private static List<Outcome> outcomes(int documents, BulkWriteResult result) {
        List<Outcome> outcomes = new ArrayList<>(Collections.nCopies(documents, new Done(false)));
        if (result != null) {
            result.getUpserts().forEach(upsert -> outcomes.set(upsert.getIndex(), new Done(true)));
        }
        return outcomes;
    }

    private <T> List<Outcome> told(List<T> documents, Function<T, String> named, MongoBulkWriteException e) {
        List<Outcome> outcomes = outcomes(documents.size(), e.getWriteResult());
        boolean passing = Fault.isLabelledPassing(e);
        EnumMap<Fault, ProblemException> shared = new EnumMap<>(Fault.class);
        for (BulkWriteError error : e.getWriteErrors()) {
            String name = named.apply(documents.get(error.getIndex()));
            Fault fault = Fault.of(error.getCode());
            outcomes.set(error.getIndex(), switch (fault) {
                case TOO_LARGE, DOCUMENT -> new Refused(DatabaseFailures.refused(fault, name, error.getMessage()));
                case PASSING -> refused(Fault.PASSING, e, shared);
                case OURS -> DatabaseFailures.isDuplicateKey(error.getCode()) ? new Duplicate()
                        : refused(passing ? Fault.PASSING : Fault.OURS, e, shared);
            });
        }
        return outcomes;
    }

    /** Told once in the log, however many have it in common. */
    private Refused refused(Fault fault, MongoBulkWriteException e, EnumMap<Fault, ProblemException> shared) {
        return new Refused(shared.computeIfAbsent(fault, first -> failures.problem(fault, e)));
    }

    /** One of them made the whole command fail: each is tried again in halves, so that only the one that did it fails. */
    private <T> List<Outcome> apart(List<T> documents, Function<T, String> named, Command<T> command, Fault fault,
            RuntimeException e) {
        if (documents.size() == 1) {
            return List.of(new Refused(DatabaseFailures.refused(fault, named.apply(documents.getFirst()), e.getMessage())));
        }
        int half = documents.size() / 2;
        List<Outcome> outcomes = new ArrayList<>(send(documents.subList(0, half), named, command));
        outcomes.addAll(send(documents.subList(half, documents.size()), named, command));
        return outcomes;
    }
}
