package io.conversation.telemetry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/** The id of the trace that a request is in: where traces are on the one in hand, else what its {@code traceparent} tells. */
public final class TraceIds {

    /** W3C Trace Context, 3.2. */
    public static final String HEADER = "traceparent";

    private static final Pattern TRACE_PARENT = Pattern
            .compile("[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private TraceIds() {
    }

    /** Empty where traces are off. */
    public static Optional<String> current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? Optional.of(span.getTraceId()) : Optional.empty();
    }

    /** @param traceParent the header, or null */
    public static Optional<String> of(String traceParent) {
        Optional<String> current = current();
        if (current.isPresent() || traceParent == null) {
            return current;
        }
        Matcher trace = TRACE_PARENT.matcher(traceParent);
        return trace.matches() ? Optional.of(trace.group(1)) : Optional.empty();
    }
}
