package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;

class FaultTest {

    private static final ServerAddress SERVER = new ServerAddress();

    private static BsonDocument answer(int code, String... labels) {
        return new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("planned"))
                .append("errorLabels", new BsonArray(List.of(labels).stream().map(BsonString::new).toList()));
    }

    private static MongoException command(int code, String... labels) {
        return new MongoCommandException(answer(code, labels), SERVER);
    }

    @ParameterizedTest
    @ValueSource(ints = { 10334, 17419, 17420 })
    void what_is_larger_than_the_database_takes_is_told_as_such(int code) {
        assertThat(Fault.of(code)).isEqualTo(Fault.of(command(code))).isEqualTo(Fault.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = { 15, 52, 55, 57 })
    void the_names_and_the_depth_of_a_document_are_its_clients(int code) {
        assertThat(Fault.of(code)).isEqualTo(Fault.of(command(code))).isEqualTo(Fault.DOCUMENT);
    }

    /** The categories RetriableError, NetworkError, NotPrimaryError, ShutdownError and SystemOverloadedError of the server. */
    @ParameterizedTest
    @ValueSource(ints = { 6, 7, 89, 91, 134, 189, 262, 317, 358, 384, 402, 406, 407, 412, 433, 449, 450, 453, 462, 9001, 10107,
            11600, 11602, 13435, 13436, 50915, 91331, 10045600 })
    void what_the_server_calls_retriable_passes(int code) {
        assertThat(Fault.of(code)).isEqualTo(Fault.of(command(code))).isEqualTo(Fault.PASSING);
    }

    /** Interruption, ExceededTimeLimitError, NeedRetargettingError, SnapshotError and WriteConcernError. */
    @ParameterizedTest
    @ValueSource(ints = { 24, 50, 64, 75, 79, 100, 150, 202, 237, 239, 246, 250, 272, 279, 281, 282, 290, 355, 11601, 13388,
            46841 })
    void what_an_interruption_or_another_place_did_passes(int code) {
        assertThat(Fault.of(code)).isEqualTo(Fault.PASSING);
    }

    /** Unauthorized, AuthenticationFailed, WriteConflict, ConflictingOperationInProgress, UserWritesBlocked, OutOfDiskSpace. */
    @ParameterizedTest
    @ValueSource(ints = { 13, 18, 46, 107, 112, 117, 225, 251, 261, 264, 365, 371, 14031 })
    void what_the_operator_can_mend_passes(int code) {
        assertThat(Fault.of(code)).isEqualTo(Fault.PASSING);
    }

    /** InternalError, BadValue, TypeMismatch, InvalidBSON, DocumentValidationFailure, a number that nobody has seen. */
    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 8, 14, 20, 22, 59, 66, 121, 11000, 987654 })
    void all_else_is_ours(int code) {
        assertThat(Fault.of(code)).isEqualTo(Fault.of(command(code))).isEqualTo(Fault.OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "RetryableWriteError", "RetryableError", "SystemOverloadedError", "TransientTransactionError" })
    void a_label_that_says_so_counts_before_the_code(String label) {
        assertThat(Fault.of(command(1, label))).isEqualTo(Fault.PASSING);
        assertThat(Fault.of(command(52, label))).isEqualTo(Fault.PASSING);
    }

    @Test
    void that_nothing_was_written_says_nothing_of_the_fault() {
        assertThat(Fault.of(command(1, "NoWritesPerformed"))).isEqualTo(Fault.OURS);
    }

    @Test
    void what_the_driver_could_not_reach_passes() {
        assertThat(List.of(new MongoTimeoutException("planned"), new MongoSocketException("planned", SERVER),
                new MongoNotPrimaryException(answer(1), SERVER), new MongoSecurityException(null, "planned")))
                .allMatch(e -> Fault.of(e) == Fault.PASSING);
        assertThat(Fault.of(new MongoInternalException("planned"))).isEqualTo(Fault.OURS);
    }

    @Test
    void what_no_majority_confirmed_passes_whatever_its_code() {
        var error = new WriteConcernError(987654, "Planned", "planned", new BsonDocument());
        var result = BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(), List.of());
        assertThat(Fault.of(new MongoBulkWriteException(result, List.of(), error, SERVER, Set.of()))).isEqualTo(Fault.PASSING);
    }
}
