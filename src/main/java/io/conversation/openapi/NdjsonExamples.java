package io.conversation.openapi;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.http.Ndjson;

/** Examples of NDJSON are written as an array, since an annotation's text would be cut after its first object. */
final class NdjsonExamples {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NdjsonExamples() {
    }

    static void toLines(Operation operation) {
        if (operation.getRequestBody() != null) {
            toLines(operation.getRequestBody().getContent());
        }
        operation.getResponses().getAPIResponses().values().forEach(response -> toLines(response.getContent()));
    }

    private static void toLines(Content content) {
        if (content == null || !content.hasMediaType(Ndjson.MEDIA_TYPE)) {
            return;
        }
        Map<String, Example> examples = content.getMediaType(Ndjson.MEDIA_TYPE).getExamples();
        for (Example example : examples == null ? List.<Example> of() : examples.values()) {
            if (example.getValue() instanceof List<?> values) {
                example.setValue(lines(values));
            }
        }
    }

    private static String lines(List<?> values) {
        StringBuilder lines = new StringBuilder();
        for (Object value : values) {
            try {
                lines.append(MAPPER.writeValueAsString(value)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An example was JSON when it was read", e);
            }
        }
        return lines.toString();
    }
}
