package io.conversation.embedded;

import static io.conversation.embedded.EmbeddedDatabaseTest.UPSERT;
import static io.conversation.embedded.EmbeddedDatabaseTest.collections;
import static io.conversation.embedded.EmbeddedDatabaseTest.connect;
import static io.conversation.embedded.EmbeddedDatabaseTest.event;
import static io.conversation.embedded.EmbeddedDatabaseTest.makeIndexes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;

/** What comes back from an {@link EmbeddedDatabase}: nothing more, less or other than from MongoDB. */
class EmbeddedQueryTest {

    private EmbeddedDatabase database;
    private MongoClient client;
    private MongoCollection<Document> sessions;
    private MongoCollection<Document> events;

    @BeforeEach
    void start() {
        database = EmbeddedDatabase.inMemory();
        client = connect(database);
        makeIndexes(client);
        sessions = collections(client).getCollection("sessions");
        events = collections(client).getCollection("events");
    }

    @AfterEach
    void stop() {
        client.close();
        database.close();
    }

    @Test
    void a_document_comes_back_byte_for_byte() {
        BsonDocument json = RawBsonDocument.parse("""
                {"$set": {"a.b": 1}, "": "empty", ".": [{"$in": [{"$or": {}}, [{"$x.": null}]]}], "$ref": "r", "$id": 1,
                 "$oid": 5, "z": {"$": 1, "": {}}, "a": [1, 1.0, {"$numberLong": "1"}, null, [], {}], "0": true,
                 "long": {"$numberLong": "9007199254740993"}, "tiny": 4.9e-324, "time": {"$date": "0001-01-01T00:00:00Z"},
                 "text": "nul \\u0000 \\u2028 \\uD83D\\uDE00", "_id": {"_id": 1}}""").decode(new BsonDocumentCodec());
        json.append("minus zero", new BsonDouble(-0.0)).append("int64", new BsonInt64(1)).append("deep", nested(64));

        events.insertOne(event("s", "e").append("payload", json));
        sessions.findOneAndUpdate(Filters.eq("sessionId", "s"), Updates.setOnInsert("metadata", json), UPSERT);
        sessions.updateOne(Filters.eq("sessionId", "s"), Updates.set("status", "active"));

        assertThat(raw(events, "payload")).isEqualTo(bytes(json));
        assertThat(raw(sessions, "metadata")).isEqualTo(bytes(json));
    }

    private static BsonDocument nested(int levels) {
        return levels == 0 ? new BsonDocument() : new BsonDocument("$" + levels + ".", nested(levels - 1));
    }

    private static byte[] raw(MongoCollection<Document> collection, String field) {
        return bytes(collection.withDocumentClass(RawBsonDocument.class).find().first().getDocument(field));
    }

    private static byte[] bytes(BsonDocument document) {
        RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
        return Arrays.copyOf(raw.getByteBuffer().array(), raw.getByteBuffer().remaining());
    }

    @Test
    void an_index_never_changes_what_a_query_finds() {
        MongoCollection<Document> plain = collections(client).getCollection("plain");
        events.createIndex(Indexes.ascending("ended"), new IndexOptions().sparse(true));
        for (int i = 0; i < 300; i++) {
            Document event = event("s" + i % 3, "e" + i).append("_id", i).append("type", i % 2 == 0 ? "bot" : null);
            event.putAll(i % 5 == 0 ? new Document("ended", i % 10 == 0 ? new Date(i) : null) : new Document());
            plain.insertOne(event);
            events.insertOne(event);
        }
        for (MongoCollection<Document> each : List.of(plain, events)) {
            each.updateMany(Filters.eq("sessionId", "s1"), Updates.set("timestamp", new Date(7)));
            each.updateMany(Filters.gt("timestamp", new Date(40)), Updates.unset("timestamp"));
            each.deleteMany(Filters.and(Filters.eq("sessionId", "s2"), Filters.lt("timestamp", new Date(5))));
        }
        Date time = new Date(7);
        List<Bson> queries = List.of(Filters.empty(), Filters.eq("sessionId", "s0"), Filters.eq("sessionId", null),
                Filters.in("sessionId", "s2", "s1", "no", "s2"), Filters.in("sessionId", List.of()),
                Filters.and(Filters.eq("sessionId", "s0"), Filters.in("eventId", "e3", "e0", "e9", "e4")),
                Filters.and(Filters.eq("sessionId", "s1"), Filters.or(Filters.gt("timestamp", time),
                        Filters.and(Filters.eq("timestamp", time), Filters.gt("_id", 100)))),
                Filters.and(Filters.eq("sessionId", "s2"), Filters.gte("timestamp", time),
                        Filters.lt("timestamp", new Date(9))),
                Filters.and(Filters.eq("sessionId", "s0"), Filters.eq("timestamp", null)),
                Filters.and(Filters.eq("sessionId", "s0"), Filters.eq("type", "bot")), Filters.regex("sessionId", "[01]"),
                Filters.or(Filters.and(Filters.eq("sessionId", "s0"), Filters.in("eventId", "e3", "e0")),
                        Filters.and(Filters.eq("sessionId", "s2"), Filters.eq("eventId", "e2")),
                        Filters.and(Filters.eq("sessionId", "s0"), Filters.in("eventId", "e3", "no"))),
                Filters.and(Filters.or(Filters.eq("sessionId", "s0"), Filters.eq("sessionId", "s1")),
                        Filters.gte("timestamp", time)),
                Filters.or(Filters.eq("sessionId", "s0"), Filters.gt("timestamp", time)),
                Filters.or(Filters.eq("sessionId", "s1")), Filters.gte("ended", new Date(50)),
                Filters.and(Filters.gt("ended", new Date(20)), Filters.lt("ended", new Date(200))), Filters.eq("ended", null),
                Filters.or(Filters.lt("ended", new Date(20)), Filters.eq("ended", null)));
        for (Bson query : queries) {
            for (Bson sort : List.of(Sorts.ascending("timestamp", "_id"), Sorts.descending("timestamp", "_id"),
                    Sorts.ascending("ended", "_id"), Sorts.orderBy(Sorts.descending("timestamp"), Sorts.ascending("_id")))) {
                assertThat(events.find(query).sort(sort).skip(1).limit(60).batchSize(7).into(new ArrayList<>()))
                        .as("%s by %s", query, sort)
                        .isEqualTo(plain.find(query).sort(sort).skip(1).limit(60).into(new ArrayList<>()));
            }
            assertThat(events.countDocuments(query)).as("%s", query).isEqualTo(plain.countDocuments(query));
        }
    }

    @Test
    void a_document_too_large_is_refused_and_a_result_too_large_for_one_answer_comes_in_several() {
        String mebibyte = "x".repeat(1 << 20);

        assertThatThrownBy(() -> events.insertOne(event("s", "big").append("text", mebibyte.repeat(17))))
                .isInstanceOf(BsonMaximumSizeExceededException.class);
        sessions.insertOne(new Document("sessionId", "s").append("a", mebibyte.repeat(9)));
        assertThatThrownBy(() -> sessions.updateOne(Filters.empty(), Updates.set("b", mebibyte.repeat(9))))
                .isInstanceOf(MongoWriteException.class);
        for (int i = 0; i < 60; i++) {
            events.insertOne(event("s", "e" + i).append("text", mebibyte));
        }

        assertThat(events.find(Filters.eq("sessionId", "s")).into(new ArrayList<>())).hasSize(60);
        assertThat(sessions.find().first()).doesNotContainKey("b");
    }
}
