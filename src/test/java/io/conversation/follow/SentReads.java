package io.conversation.follow;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.bson.BsonDocument;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/** The queries of the service under test; found by the framework. */
public class SentReads implements CommandListener {

    private static final int MOST = 1000;
    private static final Queue<BsonDocument> QUERIES = new ConcurrentLinkedQueue<>();

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (event.getCommandName().equals("find")) {
            QUERIES.add(event.getCommand().clone());
            if (QUERIES.size() > MOST) {
                QUERIES.poll();
            }
        }
    }

    /** Those that name a session and do not have to go to the primary. */
    static List<BsonDocument> elsewhere(String session) {
        return of(session).filter(query -> query.containsKey("$readPreference") && !query.getDocument("$readPreference")
                .getString("mode").getValue().startsWith("primary")).toList();
    }

    /** Those for the events of a session that read them whole. */
    static long whole(String session) {
        return ofEvents(session).filter(query -> !query.containsKey("projection")).count();
    }

    /** Those that need no more of a session's events than an index has. */
    static long entries(String session) {
        return ofEvents(session).filter(query -> query.containsKey("hint")
                && query.getDocument("hint").keySet().containsAll(query.getDocument("projection").keySet())).count();
    }

    private static Stream<BsonDocument> ofEvents(String session) {
        return of(session).filter(query -> query.getString("find").getValue().equals("events"));
    }

    private static Stream<BsonDocument> of(String session) {
        return QUERIES.stream().filter(query -> query.toJson().contains(session));
    }
}
