package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.mongodb.ConnectionString;
import com.mongodb.WriteConcern;

/** What is not said about the acknowledgement of writes is what the service promises, part by part. */
class DurabilityTest {

    /** As the framework makes it of settings that nobody has set. */
    private static final WriteConcern UNSET = WriteConcern.ACKNOWLEDGED.withJournal(true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "-                          | {w: 'majority', j: true}                  | -",
            "journal=true               | {w: 'majority', j: true}                  | -",
            "j=true                     | {w: 'majority', j: true}                  | -",
            "journal=false              | {w: 'majority', j: false}                 | journal=false",
            "wtimeoutMS=2000            | {w: 'majority', wtimeout: 2000, j: true}  | -",
            "w=majority                 | {w: 'majority', j: true}                  | -",
            "w=2                        | {w: 2, j: true}                           | -",
            "w=dcs                      | {w: 'dcs', j: true}                       | -",
            "w=2&wtimeoutMS=2000        | {w: 2, wtimeout: 2000, j: true}           | -",
            "w=3&journal=false          | {w: 3, j: false}                          | journal=false",
            "w=1                        | {w: 1, j: true}                           | w=1",
            "w=0                        | {w: 0}                                    | w=0",
            "w=0&journal=false          | {w: 0, j: false}                          | w=0",
            "safe=true                  | {w: 'majority', j: true}                  | -",
            "safe=true&journal=true     | {w: 'majority', j: true}                  | -",
            "safe=false                 | {w: 0}                                    | w=0",
            "retryWrites=false          | {w: 'majority', j: true}                  | -" })
    void each_part_that_the_connection_string_does_not_give_is_filled_in(String options, String concern, String risk) {
        assertConcern(options, UNSET, concern, risk);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "-           | 2        | true  | -    | {w: 2, j: true}                           | -",
            "-           | -        | false | -    | {w: 'majority', j: false}                 | journal=false",
            "-           | -        | true  | 2000 | {w: 'majority', wtimeout: 2000, j: true}  | -",
            "-           | 0        | false | -    | {w: 0}                                    | w=0",
            "journal=true| 2        | false | -    | {w: 2, j: true}                           | -",
            "w=majority  | 1        | false | 2000 | {w: 'majority', wtimeout: 2000, j: false} | journal=false" })
    void so_is_each_part_that_the_settings_do_not_give_and_the_connection_string_wins(String options, Integer w,
            boolean journal, Integer wTimeout, String concern, String risk) {
        WriteConcern settings = (w == null ? WriteConcern.ACKNOWLEDGED : new WriteConcern(w)).withJournal(journal);
        if (wTimeout != null) {
            settings = settings.withWTimeout(wTimeout, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
        assertConcern(options, settings, concern, risk);
    }

    private static void assertConcern(String options, WriteConcern settings, String concern, String risk) {
        ConnectionString connection = new ConnectionString("mongodb://db/" + (options == null ? "" : "?" + options));
        WriteConcern whole = Durability.of(connection.getWriteConcern(), settings);
        assertThat(whole.asDocument()).isEqualTo(org.bson.BsonDocument.parse(concern));
        Optional<String> told = Durability.risk(whole);
        if (risk == null) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told.orElseThrow()).startsWith(risk + ":");
        }
    }
}
