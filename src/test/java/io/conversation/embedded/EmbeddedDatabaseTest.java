package io.conversation.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.mongodb.ConnectionString;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;

class EmbeddedDatabaseTest {

    private static final int DUPLICATE_KEY = 11000;
    static final FindOneAndUpdateOptions UPSERT = new FindOneAndUpdateOptions().upsert(true)
            .returnDocument(ReturnDocument.AFTER);

    @TempDir
    private Path directory;
    private EmbeddedDatabase database;
    private MongoClient client;
    private MongoCollection<Document> sessions;
    private MongoCollection<Document> events;

    @BeforeEach
    void start() {
        use(EmbeddedDatabase.inMemory());
    }

    @AfterEach
    void stop() {
        client.close();
        database.close();
    }

    private void use(EmbeddedDatabase next) {
        if (database != null) {
            stop();
        }
        database = next;
        client = connect(database);
        sessions = collections(client).getCollection("sessions");
        events = collections(client).getCollection("events");
        makeIndexes(client);
    }

    /** With all that the service sets on its connections. */
    static MongoClient connect(EmbeddedDatabase database) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(database.connectionString() + "/?retryWrites=true"))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true)).readConcern(ReadConcern.MAJORITY)
                .readPreference(ReadPreference.primary()).timeout(10, TimeUnit.SECONDS).build());
    }

    static MongoDatabase collections(MongoClient client) {
        return client.getDatabase("test");
    }

    static void makeIndexes(MongoClient client) {
        collections(client).getCollection("sessions").createIndex(Indexes.ascending("sessionId"),
                new IndexOptions().unique(true));
        collections(client).getCollection("events").createIndex(Indexes.ascending("sessionId", "eventId"),
                new IndexOptions().unique(true));
        collections(client).getCollection("events").createIndex(Indexes.ascending("sessionId", "timestamp", "_id"));
    }

    static Document event(String sessionId, String eventId) {
        return new Document("sessionId", sessionId).append("eventId", eventId)
                .append("timestamp", new Date(eventId.hashCode() % 50));
    }

    private static <T> List<T> at32OnceEach(Callable<T> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(IntStream.range(0, 32).mapToObj(i -> work).toList())) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void concurrent_upserts_of_one_session_make_one_document() throws Exception {
        List<Object> ids = at32OnceEach(() -> sessions.findOneAndUpdate(Filters.eq("sessionId", "one"),
                Updates.setOnInsert("language", "en"), UPSERT).get("_id"));

        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(sessions.countDocuments()).isEqualTo(1);
    }

    @Test
    void of_concurrent_inserts_of_one_event_one_succeeds() throws Exception {
        List<Integer> codes = at32OnceEach(() -> {
            try {
                events.insertOne(event("s", "e"));
                return 0;
            } catch (MongoWriteException e) {
                return e.getError().getCode();
            }
        });

        assertThat(codes).containsOnlyOnce(0).filteredOn(code -> code != 0).hasSize(31).containsOnly(DUPLICATE_KEY);
    }

    @Test
    void an_unordered_batch_names_each_duplicate_by_its_place() {
        events.insertMany(List.of(event("s", "1"), event("s", "3")));

        MongoBulkWriteException refused = catchThrowableOfType(MongoBulkWriteException.class,
                () -> events.insertMany(IntStream.range(0, 5).mapToObj(i -> event("s", "" + i)).toList(),
                        new InsertManyOptions().ordered(false)));

        assertThat(refused.getWriteErrors()).extracting(BulkWriteError::getIndex).containsExactly(1, 3);
        assertThat(refused.getWriteErrors()).extracting(BulkWriteError::getCode).containsOnly(DUPLICATE_KEY);
        assertThat(refused.getWriteResult().getInsertedCount()).isEqualTo(3);
    }

    @Test
    void an_index_that_contradicts_an_existing_one_is_refused() {
        assertThatThrownBy(() -> events.createIndex(Indexes.ascending("sessionId", "eventId")))
                .isInstanceOfSatisfying(MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(86));
        assertThatThrownBy(() -> events.createIndex(Indexes.ascending("sessionId", "timestamp", "_id"),
                new IndexOptions().name("other")))
                .isInstanceOfSatisfying(MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(85));
        makeIndexes(client);
        assertThat(events.listIndexes()).extracting(index -> index.get("name")).containsExactly("_id_",
                "sessionId_1_eventId_1", "sessionId_1_timestamp_1__id_1");
    }

    @Test
    void a_write_that_names_an_index_which_is_not_there_is_refused() {
        FindOneAndUpdateOptions byName = new FindOneAndUpdateOptions().upsert(true).hintString("sessionId_1");
        sessions.findOneAndUpdate(Filters.eq("sessionId", "one"), Updates.setOnInsert("language", "en"), byName);
        sessions.dropIndex("sessionId_1");
        assertThatThrownBy(() -> sessions.findOneAndUpdate(Filters.eq("sessionId", "two"), Updates.setOnInsert("a", 1), byName))
                .isInstanceOfSatisfying(MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(2));
        assertThatThrownBy(() -> sessions.updateOne(Filters.eq("sessionId", "two"), Updates.setOnInsert("a", 1),
                new UpdateOptions().upsert(true).hint(Indexes.ascending("sessionId"))))
                .isInstanceOfSatisfying(MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(2));
        assertThat(sessions.countDocuments()).isEqualTo(1);
    }

    @Test
    void what_was_written_is_there_after_closing_and_opening() {
        Path file = directory.resolve("made/on/the/way.mv");
        use(EmbeddedDatabase.onDisk(file));
        events.insertMany(IntStream.range(0, 1500).mapToObj(i -> event("s", "e" + i)).toList());
        events.deleteOne(Filters.eq("eventId", "e7"));
        database.close();
        use(EmbeddedDatabase.onDisk(file));

        assertThat(events.countDocuments(Filters.eq("sessionId", "s"))).isEqualTo(1499);
        assertThatThrownBy(() -> events.insertOne(event("s", "e8"))).isInstanceOf(MongoWriteException.class);
        events.insertOne(event("s", "e7"));
    }

    @Test
    void a_killed_database_reopens_with_documents_and_index_in_step() throws Exception {
        Path file = directory.resolve("killed.mv");
        Set<String> answered = new HashSet<>();
        for (int round = 0; round < 2; round++) {
            Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), Writer.class.getName(), file.toString(), "" + round)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (BufferedReader answers = writer.inputReader()) {
                readAnswers(answers, answered, 40);
                assertThatThrownBy(() -> EmbeddedDatabase.onDisk(file)).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("in use by another process. Stop that process");
                writer.toHandle().destroyForcibly(); // unlike the process's own method it leaves the output readable
                readAnswers(answers, answered, Integer.MAX_VALUE);
            }
            writer.waitFor();
            use(EmbeddedDatabase.onDisk(file));
            assertInStep(answered);
            stop();
        }
    }

    private static void readAnswers(BufferedReader answers, Set<String> answered, int count) throws IOException {
        String line = "";
        for (int i = 0; i < count && line != null; i++) {
            line = answers.readLine();
            if (line != null && line.matches("batch-\\d+-\\d+-\\d+")) {
                answered.add(line);
            }
        }
    }

    private void assertInStep(Set<String> answered) {
        List<Document> all = events.find().into(new ArrayList<>());
        Set<String> stored = new HashSet<>();
        all.forEach(event -> stored.add(event.getString("sessionId")));
        assertThat(stored).containsAll(answered);
        assertThat(all).extracting(event -> event.get("sessionId") + " " + event.get("eventId")).doesNotHaveDuplicates();
        for (String batch : stored) {
            assertThat(events.find(Filters.eq("sessionId", batch)).into(new ArrayList<>())).as(batch).hasSize(20);
            MongoBulkWriteException repeated = catchThrowableOfType(MongoBulkWriteException.class, () -> insert(events, batch));
            assertThat(repeated.getWriteErrors()).as(batch).hasSize(20);
        }
        assertThat(sessions.countDocuments()).isEqualTo(1);
    }

    private static void insert(MongoCollection<Document> events, String batch) {
        events.insertMany(IntStream.range(0, 20).mapToObj(i -> event(batch, "e" + i)).toList(),
                new InsertManyOptions().ordered(false));
    }

    /** Writes batches from four threads, and prints the name of each that was answered, until it is killed. */
    static class Writer {

        public static void main(String[] arguments) {
            EmbeddedDatabase database = EmbeddedDatabase.onDisk(Path.of(arguments[0]));
            MongoClient client = connect(database);
            makeIndexes(client);
            for (int thread = 0; thread < 4; thread++) {
                String prefix = "batch-" + arguments[1] + "-" + thread + "-";
                new Thread(() -> IntStream.iterate(0, i -> i + 1).forEach(i -> {
                    insert(collections(client).getCollection("events"), prefix + i);
                    collections(client).getCollection("sessions").findOneAndUpdate(Filters.eq("sessionId", "one"),
                            Updates.inc("batches", 1), UPSERT);
                    System.out.println(prefix + i);
                })).start();
            }
        }
    }
}
