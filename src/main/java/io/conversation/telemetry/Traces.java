package io.conversation.telemetry;

import java.util.List;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Spans of what the service does beside the framework's, where traces are on; where they are off, or the request is in none
 * that is recorded, nothing is done. Times, counts and names only, never anything that was sent.
 */
@Singleton
public class Traces {

    private static final String NAME = "io.conversation";
    private static final long NANOS_OF_MILLI = 1_000_000;

    private final boolean on;
    private final Tracer tracer;

    Traces(OpenTelemetry openTelemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.on = !disabled;
        this.tracer = openTelemetry.getTracer(NAME);
    }

    public boolean isOn() {
        return on;
    }

    public Tracer tracer() {
        return tracer;
    }

    /** A request that waits for something to be done together with others'; without a span where it is in no trace. */
    public record Waiting(Span span, long since) {

        public static final Waiting UNTRACED = new Waiting(null, 0);

        private boolean isTraced() {
            return span != null;
        }

        private void begun(Span together) {
            span.setAttribute("conversation.waited_ms", (System.nanoTime() - since) / NANOS_OF_MILLI);
            span.addLink(together.getSpanContext());
        }
    }

    /** The request that is worked on, waiting from now on. */
    public Waiting waiting() {
        Span span = on ? Span.current() : null;
        return span != null && span.getSpanContext().isSampled() ? new Waiting(span, System.nanoTime()) : Waiting.UNTRACED;
    }

    /**
     * Does something for all of them in a span of its own, linked with each of theirs to and fro; below that of the first, so
     * that it is recorded wherever one of theirs is.
     */
    public <T> T together(String name, List<Waiting> all, Supplier<T> work) {
        List<Waiting> traced = on ? all.stream().filter(Waiting::isTraced).toList() : List.of();
        if (traced.isEmpty()) {
            return work.get();
        }
        var builder = tracer.spanBuilder(name).setParent(Context.root().with(traced.getFirst().span()))
                .setAttribute("conversation.group_size", all.size());
        traced.forEach(waiting -> builder.addLink(waiting.span().getSpanContext()));
        Span span = builder.startSpan();
        traced.forEach(waiting -> waiting.begun(span));
        try {
            return Context.root().with(span).wrapSupplier(work).get();
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR).setAttribute("error.type", e.getClass().getName());
            throw e;
        } finally {
            span.end();
        }
    }
}
