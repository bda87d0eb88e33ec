package io.conversation.telemetry;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import jakarta.inject.Singleton;

import io.conversation.fault.Waiting;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** The spans that would have left the service. */
@Singleton
public class RecordedSpans implements SpanExporter {

    private final List<SpanData> spans = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> these) {
        spans.addAll(these);
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }

    List<SpanData> all() {
        return List.copyOf(spans);
    }

    List<SpanData> ofTrace(String trace) {
        return spans.stream().filter(span -> span.getTraceId().equals(trace)).toList();
    }

    /** Waits for the first that fits. */
    SpanData await(String what, Predicate<SpanData> fits) throws Exception {
        Waiting.until(what + " is recorded", () -> spans.stream().anyMatch(fits));
        return spans.stream().filter(fits).findFirst().orElseThrow();
    }
}
