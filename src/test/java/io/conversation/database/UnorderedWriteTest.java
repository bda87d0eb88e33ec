package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.BulkWriteUpsert;
import com.mongodb.bulk.WriteConcernError;

import io.conversation.database.UnorderedWrite.Done;
import io.conversation.database.UnorderedWrite.Duplicate;
import io.conversation.database.UnorderedWrite.Outcome;
import io.conversation.database.UnorderedWrite.Refused;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class UnorderedWriteTest {

    private static final ServerAddress SERVER = new ServerAddress();

    @Inject
    UnorderedWrite writes;

    private final List<List<Integer>> sent = new ArrayList<>();

    private static List<Integer> documents(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private List<Outcome> send(int count, UnorderedWrite.Command<Integer> command) {
        return writes.send(documents(count), number -> "document " + number, these -> {
            sent.add(List.copyOf(these));
            return command.send(these);
        });
    }

    private static MongoException command(int code) {
        return new MongoCommandException(new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("planned")), SERVER);
    }

    private static BulkWriteResult result(BulkWriteUpsert... upserts) {
        return BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(upserts), List.of());
    }

    private static MongoBulkWriteException errors(WriteConcernError unconfirmed, Set<String> labels, int... codes) {
        List<BulkWriteError> errors = IntStream.range(0, codes.length).filter(i -> codes[i] != 0)
                .mapToObj(i -> new BulkWriteError(codes[i], "planned", new BsonDocument(), i)).toList();
        return new MongoBulkWriteException(result(), errors, unconfirmed, SERVER, labels);
    }

    private static List<ProblemType> problems(List<Outcome> outcomes) {
        return Arrays.asList(outcomes.stream()
                .map(outcome -> outcome instanceof Refused(ProblemException problem) ? problem.type() : null)
                .toArray(ProblemType[]::new));
    }

    @Test
    void each_has_the_outcome_that_the_server_tells() {
        List<Outcome> outcomes = send(6, these -> {
            throw errors(null, Set.of(), 0, 11000, 189, 10334, 121, 52);
        });
        assertThat(outcomes.get(0)).isEqualTo(new Done(false));
        assertThat(outcomes.get(1)).isEqualTo(new Duplicate());
        assertThat(problems(outcomes)).containsExactly(null, null, ProblemType.UNAVAILABLE, ProblemType.TOO_LARGE,
                ProblemType.INTERNAL_ERROR, ProblemType.MALFORMED_REQUEST);
        assertThat(sent).hasSize(1);
    }

    @Test
    void what_the_server_labels_as_passing_is_so_for_what_has_no_other_reason() {
        List<Outcome> outcomes = send(3, these -> {
            throw errors(null, Set.of("RetryableWriteError"), 1, 11000, 10334);
        });
        assertThat(problems(outcomes)).containsExactly(ProblemType.UNAVAILABLE, null, ProblemType.TOO_LARGE);
    }

    @Test
    void upserts_are_told_from_what_was_there() {
        assertThat(send(3, these -> result(new BulkWriteUpsert(1, new BsonInt32(7)))))
                .containsExactly(new Done(false), new Done(true), new Done(false));
    }

    @Test
    void what_no_majority_confirmed_fails_as_a_whole() {
        var unconfirmed = new WriteConcernError(64, "WriteConcernTimeout", "planned", new BsonDocument());
        assertThatThrownBy(() -> send(2, these -> {
            throw errors(unconfirmed, Set.of(), 11000, 0);
        })).isInstanceOf(MongoBulkWriteException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 13, 121, 189, 371, 9001, 11601, 987654 })
    void a_command_that_fails_for_another_reason_is_not_tried_in_halves(int code) {
        assertThatThrownBy(() -> send(100, these -> {
            throw command(code);
        })).isInstanceOf(MongoCommandException.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    void the_document_that_makes_a_command_fail_is_found_and_fails_alone() {
        for (RuntimeException failure : List.of(command(10334), command(52), new BsonMaximumSizeExceededException("planned"),
                new BSONException("planned"))) {
            sent.clear();
            List<Outcome> outcomes = send(100, these -> {
                if (these.contains(70)) {
                    throw failure;
                }
                return null;
            });
            assertThat(outcomes).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(outcomes.get(i) instanceof Refused).as("%d", i).isEqualTo(i == 70);
            }
            assertThat(problems(outcomes).get(70)).isIn(ProblemType.TOO_LARGE, ProblemType.MALFORMED_REQUEST);
            assertThat(sent.size()).isLessThan(20);
        }
    }

    @Test
    void nothing_is_sent_where_there_is_nothing() {
        assertThat(send(0, these -> null)).isEmpty();
        assertThat(sent).isEmpty();
    }
}
