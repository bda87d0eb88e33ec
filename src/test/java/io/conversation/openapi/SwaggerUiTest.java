package io.conversation.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SwaggerUiTest {

    private final ConversationClient client = new ConversationClient();

    @Test
    void it_shows_the_document_of_this_service_and_asks_nobody_else() {
        String page = client.get("/q/swagger-ui/").expect(200).text();
        assertThat(page).contains("<title>Conversation Session Service</title>", "url: '/q/openapi'")
                .contains("validatorUrl: 'none'")
                .doesNotContain("http://", "https://");
    }

    @Test
    void it_takes_ndjson_for_the_text_that_it_is() {
        String page = client.get("/q/swagger-ui/").expect(200).text();
        assertThat(page).contains("<script src=\"/swagger-ui/ndjson.js\">", "NdjsonPlugin]");
        assertThat(client.get("/swagger-ui/ndjson.js").expect(200).text()).contains("const NdjsonPlugin =");
    }

    @Test
    void what_is_not_there_beside_it_is_a_problem() {
        client.get("/q/nothing").expectProblem(404, "not-found");
    }
}
