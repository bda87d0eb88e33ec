package io.conversation.paging;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.bson.BsonDocument;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/** The commands that the service under test sends to its database, while a test asks for them; found by the framework. */
public class SentCommands implements CommandListener {

    private static final List<BsonDocument> COMMANDS = new CopyOnWriteArrayList<>();
    private static volatile boolean recording;

    @Override
    public void commandStarted(CommandStartedEvent event) {
        // What is on which shard is looked at whenever it is time to, request or not.
        if (recording && !event.getDatabaseName().equals("config")) {
            COMMANDS.add(event.getCommand().clone());
        }
    }

    /** All that is sent until a request has been answered. */
    public static List<BsonDocument> during(Runnable request) {
        COMMANDS.clear();
        recording = true;
        try {
            request.run();
        } finally {
            recording = false;
        }
        return List.copyOf(COMMANDS);
    }

    /** The query that a request makes of a collection, in an order. */
    static BsonDocument sortedQuery(Runnable request) {
        return during(request).stream().filter(command -> command.containsKey("find") && command.containsKey("sort"))
                .reduce((one, other) -> {
                    throw new AssertionError("More than one query in order: " + one + ", " + other);
                }).orElseThrow();
    }
}
