package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.RawHttp;
import io.quarkus.test.junit.QuarkusTest;

/** What HTTP itself promises of methods: HEAD as GET without its body, OPTIONS and 405 with the methods there are. */
@QuarkusTest
class MethodsTest {

    private final ConversationClient client = new ConversationClient();

    @Test
    void head_answers_as_get_without_its_body() {
        String id = client.createFresh("call");
        client.append(id, newEvent("e1")).expectCreated();
        for (String path : new String[] { "/sessions", "/sessions/" + id, "/sessions/" + id + "/events",
                "/sessions/" + id + "/events/e1", "/sessions/none", "/sessions/none/events", "/sessions/export",
                "/sessions/export?order=up" }) {
            Answer get = client.get(path);
            Answer head = client.send("HEAD", path, null, null).expect(get.status());
            assertThat(head.text()).isEmpty();
            assertThat(head.contentType()).isEqualTo(get.contentType());
        }
    }

    @Test
    void head_of_a_stream_answers_at_once_with_its_type() {
        String path = "/sessions/" + client.createFresh("call") + "/events/stream";
        Answer head = client.send("HEAD", path, null, null).expect(200);
        assertThat(head.contentType()).isEqualTo("text/event-stream");
        assertThat(head.text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "/sessions              | DELETE GET HEAD OPTIONS POST",
            "/sessions/x            | DELETE GET HEAD OPTIONS",
            "/sessions/x/events     | GET HEAD OPTIONS POST",
            "/sessions/x/events/y   | GET HEAD OPTIONS",
            "/sessions/x/complete   | OPTIONS POST",
            "/sessions/export       | GET HEAD OPTIONS",
            "/sessions/import       | OPTIONS POST" })
    void options_and_405_tell_the_methods(String path, String methods) {
        Answer options = client.send("OPTIONS", path, null, null);
        assertThat(options.status()).isBetween(200, 204);
        assertThat(allowed(options)).isEqualTo(methods);
        Answer wrong = client.send("PUT", path, null, null).expectProblem(405, "method-not-allowed");
        assertThat(allowed(wrong)).isEqualTo(methods);
    }

    @Test
    void a_get_may_say_anything_of_the_content_that_it_does_not_have() {
        String id = client.createFresh("call");
        for (String type : new String[] { "garbage", "a/b/c", "", ";", "text/html", "application/json;charset=nonsense",
                "application/json\nContent-Type: garbage" }) {
            for (String path : new String[] { "/sessions", "/sessions/" + id, "/sessions/" + id + "/events",
                    "/sessions/export" }) {
                RawHttp.send("GET " + path + " HTTP/1.1\nContent-Type: " + type, new byte[0]).expect(200);
                RawHttp.send("HEAD " + path + " HTTP/1.1\nContent-Type: " + type, new byte[0]).expect(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "garbage", "a/b/c", ";", "text/html" })
    void a_post_whose_content_is_of_no_type_that_is_read_is_refused(String type) {
        String id = client.createFresh("call");
        for (String path : new String[] { "/sessions", "/sessions/import", "/sessions/" + id + "/complete",
                "/sessions/" + id + "/events", "/sessions/" + id + "/events/batch" }) {
            RawHttp.post(path, type, "[{}]").expectProblem(415, "unsupported-media-type");
        }
    }

    @Test
    void an_empty_content_type_is_as_none() {
        String id = Fresh.id("call");
        RawHttp.post("/sessions", "", newSession(id)).expectCreated();
        RawHttp.post("/sessions/" + id + "/events", "", newEvent("e1")).expectCreated();
        RawHttp.post("/sessions/" + id + "/events/batch", " ", "[" + newEvent("e2") + "]").expect(207);
        RawHttp.post("/sessions/" + id + "/complete", "", "").expect(200);
        RawHttp.post("/sessions/" + id + "/complete", "", "{}").expectProblem(415, "unsupported-media-type");
    }

    private static String allowed(Answer answer) {
        assertThat(answer.header("Allow")).as("Allow of %s", answer).isNotNull();
        return String.join(" ", Arrays.stream(answer.header("Allow").split(",")).map(String::strip).sorted().toList());
    }
}
