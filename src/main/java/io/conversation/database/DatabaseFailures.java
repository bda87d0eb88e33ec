package io.conversation.database;

import java.util.Set;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;

import io.conversation.problem.Problem;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemResponses;
import io.conversation.problem.ProblemType;

/** Tells a database that is away or slow (503, repeat it) from a defect of ours (500). */
@Singleton
public class DatabaseFailures {

    private static final Logger LOG = Logger.getLogger(DatabaseFailures.class);
    private static final int DUPLICATE_KEY = 11000;
    // NotWritablePrimary, WriteConcernFailed and others of the server's retryable and shutdown classes.
    private static final Set<Integer> PASSING = Set.of(6, 7, 50, 63, 64, 89, 91, 112, 133, 150, 175, 189, 202, 234, 262,
            290, 317, 358, 384, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031);

    private final ProblemResponses responses;

    DatabaseFailures(ProblemResponses responses) {
        this.responses = responses;
    }

    @ServerExceptionMapper
    public Response answer(MongoException e, UriInfo uri, HttpHeaders headers) {
        Problem problem = isPassing(e) ? unavailable(e).toProblem(uri.getPath())
                : responses.internal(e, uri.getPath(), headers.getHeaderString("traceparent"));
        return responses.answer(problem);
    }

    /** As a problem for the answer; the log has the cause, which names hosts. */
    public static ProblemException unavailable(MongoException e) {
        LOG.warnf("Database unavailable: %s: %s", e.getClass().getSimpleName(), e.getMessage());
        return new ProblemException(ProblemType.UNAVAILABLE,
                "The database cannot be reached or is slow; what was sent may or may not be stored, repeating it settles it.");
    }

    public static boolean isDuplicateKey(MongoException e) {
        return e.getCode() == DUPLICATE_KEY;
    }

    public static boolean isDuplicateKey(int code) {
        return code == DUPLICATE_KEY;
    }

    /** Whether the same request can succeed later, nothing in the service changed. */
    public static boolean isPassing(MongoException e) {
        return switch (e) {
            case MongoTimeoutException t -> true;
            case MongoSocketException s -> true;
            case MongoConnectionPoolClearedException p -> true;
            case MongoNotPrimaryException n -> true;
            case MongoNodeIsRecoveringException n -> true;
            case MongoServerUnavailableException u -> true;
            case MongoExecutionTimeoutException t -> true;
            case MongoInterruptedException i -> true;
            case MongoSecurityException s -> true;
            case MongoWriteConcernException w -> true;
            case MongoBulkWriteException b when b.getWriteConcernError() != null -> true;
            case MongoServerException s -> PASSING.contains(s.getCode());
            case MongoClientException c -> c.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
            default -> false;
        };
    }
}
