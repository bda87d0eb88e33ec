package io.conversation.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.conversation.json.CountedStream;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** JSON values one a line, written while they are read. */
@Singleton
public class Ndjson {

    public static final String MEDIA_TYPE = "application/x-ndjson";
    public static final MediaType TYPE = MediaType.valueOf(MEDIA_TYPE);

    private final ObjectMapper mapper;

    Ndjson(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Takes lines. */
    @FunctionalInterface
    public interface Line {
        void write(Object value) throws IOException;
    }

    /** A writer of lines to {@code out}, which it never closes; a line may be anything that the mapper writes. */
    public Line to(OutputStream out) throws IOException {
        JsonGenerator generator = generator(out);
        ObjectWriter writer = mapper.writer();
        return value -> {
            writer.writeValue(generator, value);
            generator.writeRaw('\n');
            generator.flush();
        };
    }

    /** For lines too long for memory: written piece by piece, each ended by the caller with a line feed. */
    public JsonGenerator generator(OutputStream out) throws IOException {
        return mapper.createGenerator(new CountedStream(out)).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                // What broke off is not to look whole.
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                .setRootValueSeparator(null);
    }

    /** How many bytes have gone to such a generator. */
    public static long written(JsonGenerator generator) {
        return ((CountedStream) generator.getOutputTarget()).count() + generator.getOutputBuffered();
    }

    /** Writes one value, for which there may be no memory, as one line or more. */
    @FunctionalInterface
    public interface Lines<T> {
        void write(T value, JsonGenerator generator) throws IOException;
    }

    /** All there are, a line each; see {@link #streamLines}. */
    public <T> StreamingOutput stream(Iterable<T> all, Function<T, ?> view, RoutingContext context) {
        return streamLines(all, (value, generator) -> {
            mapper.writeValue(generator, view.apply(value));
            generator.writeRaw('\n');
        }, context);
    }

    /**
     * All there are. The first are read here and now, so that a database that is away is still a 503; when it fails later the
     * stream is cut off, and never ends as if it were whole. It is compressed for who takes that. Nothing is read for HEAD,
     * whose answer nobody will write.
     */
    public <T> StreamingOutput streamLines(Iterable<T> all, Lines<T> lines, RoutingContext context) {
        Iterator<T> values = context.request().method() == HttpMethod.HEAD ? Collections.emptyIterator() : all.iterator();
        values.hasNext();
        return new CutOnFailure(context, new Gzipped(context, out -> {
            try (JsonGenerator generator = generator(out)) {
                while (values.hasNext()) {
                    if (context.response().closed()) {
                        // Else it would be found out when a buffer is full, many reads later.
                        throw new IOException("The client has gone");
                    }
                    lines.write(values.next(), generator);
                }
            }
        }));
    }
}
