package io.conversation.paging;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.bson.BsonDocument;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/** The queries that the service under test sends to its database, while a test asks for them; found by the framework. */
public class SentCommands implements CommandListener {

    private static final List<BsonDocument> QUERIES = new CopyOnWriteArrayList<>();
    private static volatile boolean recording;

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (recording && event.getCommandName().equals("find")) {
            QUERIES.add(event.getCommand().clone());
        }
    }

    /** The query that a request makes of a collection, in an order. */
    static BsonDocument sortedQuery(Runnable request) {
        QUERIES.clear();
        recording = true;
        try {
            request.run();
        } finally {
            recording = false;
        }
        return QUERIES.stream().filter(query -> query.containsKey("sort")).reduce((one, other) -> {
            throw new AssertionError("More than one query in order: " + QUERIES);
        }).orElseThrow();
    }
}
