package io.conversation.database;

import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.bson.BsonMaximumSizeExceededException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;

import io.conversation.problem.Problem;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemResponses;
import io.conversation.problem.ProblemType;
import io.conversation.telemetry.Meters;
import io.vertx.ext.web.RoutingContext;

/** Makes problems of what the database failed with or refused, by whose {@link Fault} it is. */
@Singleton
public class DatabaseFailures {

    private static final Logger LOG = Logger.getLogger(DatabaseFailures.class);
    private static final int BAD_VALUE = 2;
    private static final int DUPLICATE_KEY = 11000;
    private static final int UNAUTHORIZED = 13;
    private static final int NOT_A_REPLICA_SET = 123;

    private final ProblemResponses responses;
    private final Meters meters;

    DatabaseFailures(ProblemResponses responses, Meters meters) {
        this.responses = responses;
        this.meters = meters;
    }

    /** What no writer has told of a document: 503 where it passes, else 500. */
    @ServerExceptionMapper
    public Response answer(MongoException e, RoutingContext context, HttpHeaders headers) {
        Problem problem = isPassing(e) ? unavailable(e).toProblem(context.request().path())
                : responses.internal(ServerWords.asCause(e), context.request().path(), headers.getHeaderString("traceparent"));
        return responses.answer(problem);
    }

    /** The same for one of several that are answered together. */
    public ProblemException problem(MongoException e) {
        return problem(Fault.of(e), e);
    }

    ProblemException problem(Fault fault, MongoException e) {
        return fault == Fault.PASSING ? unavailable(e) : responses.internal(ServerWords.asCause(e));
    }

    /** As a problem for the answer; the log has the cause, which names hosts. */
    private ProblemException unavailable(MongoException e) {
        meters.databaseFailures.increment();
        LOG.warnf("Database unavailable: %s: %s", e.getClass().getSimpleName(), ServerWords.of(e));
        return new ProblemException(ProblemType.UNAVAILABLE,
                "The database cannot be reached or is slow; what was sent may or may not be stored, repeating it settles it.");
    }

    /** What a unique index or a filter has seen, and a majority of the database's nodes does not have yet. */
    public static ProblemException notDurableYet(String what) {
        LOG.warnf("There is %s, but not on a majority of the database's nodes yet", what);
        return new ProblemException(ProblemType.UNAVAILABLE, "What is stored of " + what
                + " is not on a majority of the database's nodes yet; repeating the request settles it.");
    }

    /**
     * Runs a command that writes one document, named {@code what}: only what the document itself causes is its client's fault.
     */
    public static <T> T ofOne(String what, Supplier<T> command) {
        try {
            return command.get();
        } catch (MongoException e) {
            Fault fault = Fault.of(e);
            throw fault.isOfDocument() ? refused(fault, what, e.getMessage()) : e;
        } catch (BsonMaximumSizeExceededException e) {
            throw refused(Fault.TOO_LARGE, what, e.getMessage());
        }
    }

    /**
     * Runs a read that only a replica set takes, with its read concern; empty on a server that is none, whose word is enough.
     */
    public static <T> Optional<T> onReplicaSet(Supplier<T> read) {
        try {
            return Optional.ofNullable(read.get());
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == NOT_A_REPLICA_SET) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static ProblemException refused(Fault fault, String what, String reason) {
        LOG.warnf("The database cannot hold %s: %s", what, ServerWords.withoutQuotes(reason));
        return fault == Fault.TOO_LARGE ? DocumentLimit.exceeded(what)
                : ProblemException.malformed("The database cannot hold " + what + ".");
    }

    public static boolean isDuplicateKey(MongoException e) {
        return isDuplicateKey(e.getCode());
    }

    static boolean isDuplicateKey(int code) {
        return code == DUPLICATE_KEY;
    }

    /** Whether a write was refused as the index that it names is not there, or is still being made. */
    public static boolean isIndexGone(int code, String message) {
        return code == BAD_VALUE && message != null
                && message.contains("hint provided does not correspond to an existing index");
    }

    /** Whether the same request can succeed later, nothing in the service changed. */
    public static boolean isPassing(MongoException e) {
        return Fault.of(e) == Fault.PASSING;
    }

    /** The same of what a part of the service has made of it, or of a deadline that has passed. */
    public static boolean isPassing(RuntimeException e) {
        return switch (e) {
            case MongoException m -> isPassing(m);
            case ProblemException p -> p.isUnavailable();
            default -> false;
        };
    }

    /** The same where a right that is missing is an answer, too: there is another way. */
    public static boolean isPassingAuthorized(MongoException e) {
        return isPassing(e) && e.getCode() != UNAUTHORIZED;
    }
}
