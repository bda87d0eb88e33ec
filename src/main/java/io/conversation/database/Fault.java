package io.conversation.database;

import java.util.Set;

import com.mongodb.MongoBulkWriteException;
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

/**
 * Whose fault it is that the database failed or refused. A client may drop what it is told to be its own fault, so that is said
 * only of what a document alone can cause, by a short list; numbers and categories are those of the server's error_codes.yml.
 */
public enum Fault {
    /** The document is larger than the database takes. */
    TOO_LARGE,
    /** The document is one that the database cannot hold. */
    DOCUMENT,
    /** Nothing is wrong with what was sent: the same can succeed later, by itself or once the database is mended. */
    PASSING,
    /** The service's, or its operator's: a defect, a rule of the database that the contract does not know. */
    OURS;

    private static final Set<String> PASSING_LABELS = Set.of("RetryableWriteError", "RetryableError",
            "SystemOverloadedError", MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);

    // BSONObjectTooLarge, and what it was for updates and upserts until it got that name there, too.
    private static final Set<Integer> TOO_LARGE_CODES = Set.of(10334, 17419, 17420);
    // Overflow (nested deeper than this server takes), DollarPrefixedFieldName, InvalidDBRef, DottedFieldName. Neither BadValue,
    // which a missing index that is hinted at gives, too, nor InvalidBSON and DocumentValidationFailure: the service makes the
    // BSON, and an operator the validator.
    private static final Set<Integer> DOCUMENT_CODES = Set.of(15, 52, 55, 57);

    // RetriableError, NetworkError, NotPrimaryError, ShutdownError.
    private static final Set<Integer> RETRIABLE = Set.of(6, 7, 89, 91, 134, 189, 262, 317, 358, 384, 402, 406, 407, 412, 453,
            462, 9001, 10058, 10107, 11600, 11602, 13435, 13436, 50915, 91331, 10045600);
    // Interruption, ExceededTimeLimitError, and cursors and sessions that were ended by somebody else.
    private static final Set<Integer> INTERRUPTED = Set.of(24, 43, 50, 175, 202, 206, 237, 279, 281, 282, 290, 355, 11601,
            46841);
    // NeedRetargettingError, SnapshotError, and what goes by while data moves between shards or a set elects.
    private static final Set<Integer> MOVING = Set.of(63, 94, 109, 133, 149, 150, 203, 215, 216, 217, 225, 227, 234, 239, 246,
            249, 250, 251, 267, 272, 319, 338, 342, 343, 356, 363, 13388);
    // LockBusy, LockFailed, WriteConflict, ConflictingOperationInProgress, ObjectIsBusy, an index build in the foreground.
    private static final Set<Integer> BUSY = Set.of(46, 107, 112, 117, 314, 12586, 12587);
    // SystemOverloadedError, and others of a server that has no room: sessions, files, cache, disk; writes blocked for it.
    private static final Set<Integer> OVERLOADED = Set.of(261, 264, 365, 371, 433, 449, 450, 14031);
    // WriteConcernError, LinearizableReadConcernError: what majorities are needed for and too few members are there.
    private static final Set<Integer> NOT_CONFIRMED = Set.of(64, 75, 79, 100, 187);
    // Unauthorized, AuthenticationFailed, ReauthenticationRequired, connections that the server closes for their own good.
    private static final Set<Integer> TO_BE_LET_IN = Set.of(13, 18, 303, 391, 398);

    /** Of an error code alone: a command's, or that of one document in an unordered write. */
    static Fault of(int code) {
        if (TOO_LARGE_CODES.contains(code)) {
            return TOO_LARGE;
        }
        if (DOCUMENT_CODES.contains(code)) {
            return DOCUMENT;
        }
        boolean passing = RETRIABLE.contains(code) || INTERRUPTED.contains(code) || MOVING.contains(code)
                || BUSY.contains(code) || OVERLOADED.contains(code) || NOT_CONFIRMED.contains(code)
                || TO_BE_LET_IN.contains(code);
        return passing ? PASSING : OURS;
    }

    /** Of a whole command: the server's and the driver's labels count before the code. */
    static Fault of(MongoException e) {
        if (isLabelledPassing(e)) {
            return PASSING;
        }
        return switch (e) {
            case MongoTimeoutException t -> PASSING;
            case MongoSocketException s -> PASSING;
            case MongoConnectionPoolClearedException p -> PASSING;
            case MongoNotPrimaryException n -> PASSING;
            case MongoNodeIsRecoveringException n -> PASSING;
            case MongoServerUnavailableException u -> PASSING;
            case MongoExecutionTimeoutException t -> PASSING;
            case MongoInterruptedException i -> PASSING;
            case MongoSecurityException s -> PASSING;
            case MongoWriteConcernException w -> PASSING;
            case MongoBulkWriteException b when b.getWriteConcernError() != null -> PASSING;
            case MongoServerException s -> of(s.getCode());
            default -> OURS;
        };
    }

    static boolean isLabelledPassing(MongoException e) {
        return PASSING_LABELS.stream().anyMatch(e::hasErrorLabel);
    }

    /** Whether the document that was written is to blame, so that others beside it are not. */
    boolean isOfDocument() {
        return switch (this) {
            case TOO_LARGE, DOCUMENT -> true;
            case PASSING, OURS -> false;
        };
    }
}
