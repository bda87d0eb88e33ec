package io.conversation.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;

import io.conversation.http.Prefer;

/** An operation of the document, and what rules ask about it. */
record DescribedOperation(String path, HttpMethod method, Operation operation) {

    boolean isAny() {
        return true;
    }

    boolean isNone() {
        return false;
    }

    /** Whether it answers who asks for a session that is not there; to erase it is to have it so. */
    boolean isOfSession() {
        return path.contains("{sessionId}") && method != HttpMethod.DELETE;
    }

    boolean isOfEvent() {
        return path.contains("{eventId}");
    }

    boolean takesBody() {
        return operation.getRequestBody() != null;
    }

    /** Whether the body is read as a whole; a stream of lines alone is not, its bad lines are answered one by one. */
    boolean takesJson() {
        return takesBody() && operation.getRequestBody().getContent().hasMediaType(MediaType.APPLICATION_JSON);
    }

    boolean hasPages() {
        return takes("cursor");
    }

    boolean hasPositions() {
        return takes("Last-Event-ID") || takes("after");
    }

    /** Whether clients may keep what it answers. */
    boolean isKept() {
        return takes(HttpHeaders.IF_NONE_MATCH);
    }

    boolean knowsStrictness() {
        return takes(Prefer.HEADER);
    }

    private boolean takes(String parameter) {
        return parameters().stream().anyMatch(taken -> taken.getRef() != null && taken.getRef().endsWith("/" + parameter));
    }

    private List<Parameter> parameters() {
        return operation.getParameters() == null ? List.of() : operation.getParameters();
    }

    /** The framework finds the parameters of a path by itself, undescribed; the shared ones take their place. */
    void describePath() {
        List<Parameter> parameters = new ArrayList<>();
        Stream.of("sessionId", "eventId").filter(name -> path.contains("{" + name + "}"))
                .forEach(name -> parameters.add(OASFactory.createParameter().ref(name)));
        parameters().stream().filter(parameter -> parameter.getIn() != In.PATH).forEach(parameters::add);
        operation.setParameters(parameters);
    }
}
