package io.conversation.http;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(CrossOriginTest.Origins.class)
class CrossOriginTest {

    private static final String KNOWN = "https://console.example";
    private static final String FOREIGN = "https://elsewhere.example";

    /** One origin by name, and those of a pattern. */
    public static class Origins implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.http.cors-origins", KNOWN + ",/https://[a-z]+\\\\.shop\\\\.example/");
        }
    }

    private final ConversationClient client = new ConversationClient();

    @ParameterizedTest
    @ValueSource(strings = { KNOWN, "https://north.shop.example" })
    void a_page_of_a_known_origin_may_read_the_answer_and_its_headers(String origin) {
        Answer answer = client.with("Origin", origin).create(newSession(Fresh.id("call"))).expectCreated();
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Expose-Headers").split(",")).containsExactlyInAnyOrder("Location", "Link",
                "ETag",
                "Retry-After", "Idempotent-Replayed", "Preference-Applied");
        assertThat(answer.header("Vary")).contains("origin");
    }

    @Test
    void it_may_read_problems_also_those_from_below_the_resources() {
        for (String path : List.of("/sessions/unknown", "/nothing", "/sessions?limit=0")) {
            assertThat(client.with("Origin", KNOWN).get(path).header("Access-Control-Allow-Origin")).as(path).isEqualTo(KNOWN);
        }
    }

    @Test
    void it_is_told_beforehand_what_it_may_send() {
        Answer answer = client.with("Origin", KNOWN).with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "content-type,prefer")
                .send("OPTIONS", "/sessions", null, null).expect(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(KNOWN);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers").split(",")).contains("Last-Event-ID", "Prefer",
                "If-None-Match",
                "Authorization", "Content-Type", "Content-Encoding");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
    }

    @ParameterizedTest
    @ValueSource(strings = { FOREIGN, "https://console.example:8443", "http://console.example", "https://shop.example",
            "https://north.shop.example.org", "null" })
    void a_foreign_origin_is_refused_with_a_problem_and_nothing_is_stored(String origin) {
        String id = Fresh.id("call");
        Answer answer = client.with("Origin", origin).create(newSession(id)).expectProblem(403, "forbidden");
        assertThat(answer.field("detail")).contains("origin");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.header("Date")).isNotNull();
        client.get("/sessions/" + id).expect(404);
        client.with("Origin", origin).with("Access-Control-Request-Method", "POST").send("OPTIONS", "/sessions", null, null)
                .expectProblem(403, "forbidden");
    }

    @Test
    void what_may_be_kept_is_kept_of_its_origin_alone() {
        String id = client.createFresh("call");
        ConversationClient page = client.with("Origin", KNOWN);
        Answer answer = page.session(id, "").expect(200);
        assertThat(answer.headers("Vary")).contains("origin", "Accept, Authorization, X-API-Key");
        assertThat(page.with("If-None-Match", answer.header("ETag")).session(id, "").expect(304).headers("Vary"))
                .containsExactlyElementsOf(answer.headers("Vary"));
    }

    @Test
    void who_names_no_origin_and_the_services_own_pages_are_served_as_ever() {
        client.get("/sessions").expect(200);
        String own = "http://localhost:" + io.restassured.RestAssured.port;
        client.with("Origin", own).create(newSession(Fresh.id("call"))).expectCreated();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://console.example/", "https://console.example/path", "console.example", "", "https:// x",
            "*,https://console.example" })
    void what_is_no_origin_is_refused_at_the_start(String origin) {
        HttpConfig config = new HttpConfig() {
            @Override
            public boolean accessLog() {
                return false;
            }

            @Override
            public int maxRequests() {
                return 1;
            }

            @Override
            public Optional<MemorySize> maxBytes() {
                return Optional.empty();
            }

            @Override
            public Optional<List<String>> corsOrigins() {
                return Optional.of(List.of(origin.split(",")));
            }
        };
        assertThatThrownBy(() -> new CrossOrigin(config)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sessions.http.cors-origins");
    }
}
