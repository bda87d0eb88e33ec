package io.conversation.http;

import io.vertx.ext.web.RoutingContext;

/** Says when an answer, or its connection, has ended, to threads that are not the connection's. */
public final class Gone {

    private Gone() {
    }

    /** Runs the task at least once: also where its client had gone before anybody asked. */
    public static void then(RoutingContext context, Runnable task) {
        context.addEndHandler(gone -> task.run());
        // Whoever had been told by then was told without this.
        if (context.response().closed()) {
            task.run();
        }
    }
}
