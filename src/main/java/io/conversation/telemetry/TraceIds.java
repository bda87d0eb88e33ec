package io.conversation.telemetry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of a trace as a client's {@code traceparent} tells it, W3C Trace Context, 3.2. */
public final class TraceIds {

    public static final String HEADER = "traceparent";

    private static final Pattern TRACE_PARENT = Pattern
            .compile("[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private TraceIds() {
    }

    /** @param traceParent the header, or null */
    public static Optional<String> of(String traceParent) {
        if (traceParent == null) {
            return Optional.empty();
        }
        Matcher trace = TRACE_PARENT.matcher(traceParent);
        return trace.matches() ? Optional.of(trace.group(1)) : Optional.empty();
    }
}
