package io.conversation.database;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.inject.Vetoed;

import org.bson.BsonValue;

import com.mongodb.MongoException;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;

import io.conversation.telemetry.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

/**
 * A span for each command that a traced request sends to the database: which, on which collection, at which server, for how
 * long. Nothing of what it says, as that is what people said; the framework's own listener has the whole of it. No bean: those
 * are asked for each command, also where traces are off.
 */
@Vetoed
final class CommandSpans implements CommandListener {

    private final Traces traces;
    private final Map<Integer, Span> open = new ConcurrentHashMap<>();

    CommandSpans(Traces traces) {
        this.traces = traces;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (!Span.current().getSpanContext().isSampled()) {
            return;
        }
        String command = event.getCommandName();
        BsonValue target = event.getCommand().get(command.equals("getMore") ? "collection" : command);
        boolean named = target != null && target.isString();
        var builder = traces.tracer().spanBuilder(named ? command + " " + target.asString().getValue() : command)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("db.system.name", "mongodb")
                .setAttribute("db.operation.name", command)
                .setAttribute("db.namespace", event.getDatabaseName())
                .setAttribute("server.address", event.getConnectionDescription().getServerAddress().getHost())
                .setAttribute("server.port", (long) event.getConnectionDescription().getServerAddress().getPort());
        if (named) {
            builder.setAttribute("db.collection.name", target.asString().getValue());
        }
        open.put(event.getRequestId(), builder.startSpan());
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        Span span = open.remove(event.getRequestId());
        if (span != null) {
            span.end();
        }
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        Span span = open.remove(event.getRequestId());
        if (span != null) {
            span.setStatus(StatusCode.ERROR).setAttribute("error.type", event.getThrowable().getClass().getName());
            if (event.getThrowable() instanceof MongoException e && e.getCode() > 0) {
                span.setAttribute("db.response.status_code", Integer.toString(e.getCode()));
            }
            span.end();
        }
    }
}
