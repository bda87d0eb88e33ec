package io.conversation.console;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpServer;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

/** A page of another origin, in a browser, which alone knows what it lets such a page do. */
@QuarkusTest
@BrowserTest
@TestProfile(OtherOriginPageTest.Origins.class)
class OtherOriginPageTest {

    /** Pages of the loopback address, whatever their port; the service is at {@code localhost}, another host to a browser. */
    public static class Origins implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.http.cors-origins", "/http://127\\\\.0\\\\.0\\\\.1:[0-9]+/");
        }
    }

    private static final String POST = """
            async ([service, id]) => {
              const send = () => fetch(service + '/sessions', { method: 'POST',
                headers: { 'Content-Type': 'application/json', 'Prefer': 'handling=strict' },
                body: JSON.stringify({ sessionId: id, language: 'en' }) });
              const first = await send();
              const again = await send();
              return [first.status, first.headers.get('Location'), first.headers.get('Preference-Applied'),
                again.status, again.headers.get('Idempotent-Replayed')].join(' ');
            }""";
    private static final String READ = """
            async ([service, id]) => {
              const page = await fetch(service + '/sessions/' + id + '/events?limit=1');
              return page.headers.get('Link') + ' ' + (await page.json()).events[0].eventId;
            }""";
    private static final String FOLLOW = """
            ([service, id]) => new Promise((resolve) => {
              const seen = [];
              const source = new EventSource(service + '/sessions/' + id + '/events/stream');
              source.addEventListener('user_speech', (event) => {
                seen.push(JSON.parse(event.data).eventId);
                if (seen.length === 2) { source.close(); resolve(seen.join(' ')); }
              });
            })""";
    private static final String TRY = """
            ([service, id]) => fetch(service + '/sessions/' + id).then((answer) => 'read ' + answer.status, (e) => e.name)""";

    private final ConversationClient client = new ConversationClient();
    private HttpServer elsewhere;

    @BeforeEach
    void serveAPage() throws IOException {
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        elsewhere.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>elsewhere</title>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        elsewhere.start();
    }

    @AfterEach
    void stop() {
        elsewhere.stop(0);
    }

    private Object run(ConsolePage page, String host, String script, String sessionId) {
        page.page().navigate("http://" + host + ":" + elsewhere.getAddress().getPort() + "/");
        return page.page().evaluate(script, List.of("http://localhost:" + RestAssured.port, sessionId));
    }

    @Test
    void it_posts_and_reads_the_headers_of_the_answer(ConsolePage page) {
        String id = Fresh.id("elsewhere");
        assertThat(run(page, "127.0.0.1", POST, id)).isEqualTo("201 /sessions/" + id + " handling=strict 200 true");
    }

    @Test
    void it_reads_pages_and_their_links(ConsolePage page) {
        String id = twoEvents();
        assertThat(run(page, "127.0.0.1", READ, id)).asString().startsWith("</sessions/" + id).endsWith("rel=\"next\" turn-1");
    }

    @Test
    void it_follows_a_session(ConsolePage page) {
        assertThat(run(page, "127.0.0.1", FOLLOW, twoEvents())).isEqualTo("turn-1 turn-2");
    }

    @Test
    void a_page_of_an_origin_that_is_not_named_reads_nothing(ConsolePage page) {
        page.tolerate("blocked by CORS policy");
        page.tolerate("net::ERR_FAILED");
        assertThat(run(page, "localhost", TRY, twoEvents())).isEqualTo("TypeError");
    }

    private String twoEvents() {
        String id = client.createFresh("elsewhere");
        client.append(id, newEvent("turn-1")).expectCreated();
        client.append(id, newEvent("turn-2")).expectCreated();
        return id;
    }
}
