package io.conversation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.conversation.Answer;
import io.conversation.attack.Wire.Extent;
import io.conversation.attack.Wire.Received;
import io.conversation.openapi.OpenApiDocument;
import io.quarkus.test.junit.QuarkusTest;

/** The attack would notice: answers that are not as they should be are told, and a request can be made again. */
@QuarkusTest
class JudgeTest {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String SESSION = "{'sessionId':'a','status':'active','language':'en','startedAt':'2026-01-01T00:00:00.000Z',"
            + "'endedAt':null,'metadata':{}}";
    private static final String REFUSED = "{'type':'urn:conversation-sessions:problem:malformed-request','title':'x','status':400,"
            + "'detail':'%s'}";

    private OpenApiDocument document;

    @BeforeEach
    void read() {
        document = OpenApiDocument.served();
    }

    private List<String> complaints(int status, String type, String body) {
        Draft draft = new Draft(document.operations().stream().filter(each -> each.id().equals("createSession")).findFirst()
                .orElseThrow(), "/sessions");
        return new Judge(document).complaints(draft, new Received(new Answer(status,
                Map.of("Content-Type", List.of(type), "Date", List.of("now")),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), Extent.WHOLE));
    }

    @Test
    void what_is_documented_is_no_complaint() {
        assertThat(complaints(201, JSON, SESSION)).isEmpty();
        assertThat(complaints(400, PROBLEM, REFUSED.formatted("It is not well-formed."))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "202 | application/json | the document has no 202",
            "500 | application/problem+json | its status is 500", "201 | text/plain | the document has no text/plain",
            "400 | text/html | no problem document" })
    void another_status_or_type_is_told(int status, String type, String complaint) {
        assertThat(complaints(status, type, SESSION)).anyMatch(told -> told.contains(complaint));
    }

    @Test
    void a_body_against_its_schema_is_told() {
        assertThat(complaints(201, JSON, SESSION.replace("'language':'en',", ""))).anyMatch(told -> told.contains("language"));
        assertThat(complaints(201, JSON, SESSION.replace("active", "over"))).anyMatch(told -> told.contains("status"));
        assertThat(complaints(201, JSON, SESSION.replace("00.000Z", "00"))).anyMatch(told -> told.contains("startedAt"));
        assertThat(complaints(201, JSON, "{")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "java.lang.IllegalStateException", "at io.conversation.X", "mongodb://db", "127.0.0.1" })
    void insides_are_told(String insides) {
        assertThat(complaints(400, PROBLEM, REFUSED.formatted(insides))).anyMatch(told -> told.contains("insides"));
    }

    @Test
    void the_same_number_of_the_same_seed_is_the_same_request() {
        for (long number = 0; number < 200; number++) {
            Draft first = new Requests(document, 4711, List.of(Map.of())).request(number);
            Draft again = new Requests(document, 4711, List.of(Map.of())).request(number);
            assertThat(again.head()).isEqualTo(first.head());
            assertThat(again.framedBody()).isEqualTo(first.framedBody());
            assertThat(ShellLine.of(first)).containsPattern("^(curl -sS|printf ')");
        }
    }
}
