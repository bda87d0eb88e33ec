package io.conversation.http;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Gzip;
import io.conversation.RawHttp;
import io.conversation.fault.Waiting;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/** An answer that is cut off gives back the place that its request had: else a thousand of them would be all that there are. */
@QuarkusTest
class BrokenStreamsTest {

    private static final int TIMES = 20;
    private static final int TASKS = 3;
    private static final long TASK_NANOS = 2_000_000;

    private final ConversationClient client = new ConversationClient();
    private final AtomicBoolean busy = new AtomicBoolean(true);

    @Inject
    Vertx vertx;

    @Test
    void an_import_that_breaks_once_its_answer_has_begun_is_not_in_work_any_more() throws Exception {
        byte[] whole = Gzip.of((newSession(Fresh.id("broken")) + "\n").repeat(2000));
        byte[] broken = Arrays.copyOf(whole, whole.length - 8);
        for (EventExecutor loop : ((VertxInternal) vertx).getEventLoopGroup()) {
            for (int i = 0; i < TASKS; i++) {
                loop.execute(() -> work(loop));
            }
        }
        for (int i = 0; i < TIMES; i++) {
            sendImport(broken);
        }
        busy.set(false);
        Waiting.until("nothing is in work", () -> metrics().contains("\nconversation_requests 0.0\n"));
        assertThat(metrics()).contains("\nconversation_memory_bytes 0.0\n");
    }

    /** Keeps a loop so busy that whatever it has to tell is told late. */
    private void work(EventExecutor loop) {
        LockSupport.parkNanos(TASK_NANOS);
        if (busy.get()) {
            loop.execute(() -> work(loop));
        }
    }

    private static void sendImport(byte[] body) {
        try {
            RawHttp.send("POST /sessions/import HTTP/1.1\nContent-Type: application/x-ndjson\nContent-Encoding: gzip\n"
                    + "Content-Length: " + body.length, body);
        } catch (UncheckedIOException | NumberFormatException e) {
            // The answer is cut off.
        }
    }

    private String metrics() {
        return client.get("/q/metrics").expect(200).text();
    }
}
