package io.conversation.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import org.h2.mvstore.MVStore;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;

/** The embedded database with some answers of another server in their place: of an older one, or one that has other rights. */
public final class ScriptedDatabase implements AutoCloseable {

    private final Map<String, Function<Document, Object>> scripts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> heard = new ConcurrentHashMap<>();
    private final EmbeddedDatabase database = new EmbeddedDatabase(new Backend(), 0);

    public String connectionString() {
        return database.connectionString();
    }

    /** Answers a command in the way of {@code json}, from now on. */
    public void answer(String command, String json) {
        scripts.put(command.toLowerCase(), query -> parse(json));
    }

    /** As long as the query has that field. */
    public void answerWhere(String command, String field, String json) {
        scripts.put(command.toLowerCase(), query -> query.containsKey(field) ? parse(json) : null);
    }

    public void refuse(String command, int code, String name, String message) {
        scripts.put(command.toLowerCase(), query -> new MongoServerError(code, name, message));
    }

    /** Everything as the embedded database answers it. */
    public void asItIs() {
        scripts.clear();
    }

    public void asItIs(String command) {
        scripts.remove(command.toLowerCase());
    }

    public long heard(String command) {
        return heard.getOrDefault(command.toLowerCase(), new LongAdder()).sum();
    }

    private static Document parse(String json) {
        return ofDriver(org.bson.Document.parse(json)).append("ok", 1.0);
    }

    private static Document ofDriver(Map<String, Object> document) {
        Document converted = new Document();
        document.forEach((name, value) -> converted.append(name, ofDriver(value)));
        return converted;
    }

    @SuppressWarnings("unchecked")
    private static Object ofDriver(Object value) {
        return switch (value) {
            case org.bson.Document document -> ofDriver((Map<String, Object>) document);
            case Iterable<?> values -> java.util.stream.StreamSupport.stream(values.spliterator(), false)
                    .map(ScriptedDatabase::ofDriver).toList();
            default -> value;
        };
    }

    @Override
    public void close() {
        database.close();
    }

    private final class Backend extends EmbeddedBackend {

        Backend() {
            super(new MVStore.Builder().open());
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            heard.computeIfAbsent(command.toLowerCase(), name -> new LongAdder()).increment();
            Function<Document, Object> script = scripts.get(command.toLowerCase());
            Object answer = script == null ? null : script.apply(query);
            if (answer instanceof MongoServerError refusal) {
                throw refusal;
            }
            return answer == null ? super.handleCommand(channel, database, command, query) : (Document) answer;
        }
    }
}
