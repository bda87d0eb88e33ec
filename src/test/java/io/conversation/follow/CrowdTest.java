package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.telemetry.Meters;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Many followers, and one that does not read: it is cut, and costs the others nothing. */
@QuarkusTest
class CrowdTest {

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    @Inject
    Meters meters;

    private String address() {
        return base.replaceAll("/$", "");
    }

    @Test
    void a_thousand_followers_all_get_every_event() throws Exception {
        String session = client.createFresh("crowd");
        client.append(session, newEvent("first")).expectCreated();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<EventStream>> streams = IntStream.range(0, 1000)
                    .mapToObj(i -> threads.submit(() -> EventStream.of(address(), session, null))).toList();
            for (Future<EventStream> stream : streams) {
                stream.get().await(1);
            }
            client.append(session, newEvent("second")).expectCreated();
            for (Future<EventStream> stream : streams) {
                assertThat(stream.get().await(2)).containsExactly("first", "second");
                stream.get().close();
            }
        }
    }

    @Test
    void a_follower_that_does_not_read_is_cut_and_the_others_get_everything() throws Exception {
        String session = client.createFresh("slow");
        URI uri = URI.create(address());
        double before = meters.followersCut.count();
        try (Socket stalled = new Socket(uri.getHost(), uri.getPort());
                EventStream reading = EventStream.of(address(), session, null)) {
            stalled.setReceiveBufferSize(4096);
            OutputStream out = stalled.getOutputStream();
            out.write(("GET /sessions/" + session + "/events/stream HTTP/1.1\r\nHost: test\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(stalled.getInputStream().read()).isEqualTo('H');
            String text = "x".repeat(60_000);
            int sent = 0;
            while (meters.followersCut.count() == before) {
                assertThat(sent).isLessThan(2_000);
                client.append(session, Json.object("eventId", "e" + sent++, "type", "system", "payload",
                        Json.object("text", text))).expectCreated();
            }
            assertThat(reading.await(sent)).hasSize(sent);
            assertThat(reading.isClosed()).isFalse();
        }
    }
}
