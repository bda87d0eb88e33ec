package io.conversation.webhook;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import io.vertx.core.Vertx;

/** What addresses a host has by now. The system's look-up holds its thread, which is therefore none that others wait for. */
@Singleton
class Names {

    private final Vertx vertx;

    Names(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Empty where nobody knows. */
    List<InetAddress> of(String host, Duration wait) throws InterruptedException, TimeoutException {
        try {
            return vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false).toCompletionStage()
                    .toCompletableFuture().get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return List.of();
        }
    }
}
