package io.conversation.telemetry;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Takes the query out of the spans of requests: {@code metadata.<key>} may name people. Paths stay, as ids are the
 * clients' own, but for those of erasures.
 */
@Singleton
public class RequestSpans implements SpanProcessor {

    static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final String REDACTED = "REDACTED";

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, REDACTED);
        }
        // What was erased is told by nothing.
        if ("DELETE".equals(span.getAttribute(METHOD)) && span.getAttribute(PATH) != null) {
            span.setAttribute(PATH, REDACTED);
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // What it had to do is done.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
