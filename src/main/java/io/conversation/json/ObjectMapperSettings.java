package io.conversation.json;

import java.io.IOException;
import java.time.Instant;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

import io.quarkus.jackson.ObjectMapperCustomizer;

/** Answers give every time as {@link Rfc3339} writes it, and every character as it was sent. */
@Singleton
public class ObjectMapperSettings implements ObjectMapperCustomizer {

    private static final int BUFFERS = 64;

    @Override
    public int priority() {
        // After the framework's own time module, which would write nanoseconds.
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        // By default a character beyond U+FFFF is written as two escapes of six bytes, instead of its four.
        mapper.enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
        // Requests run in virtual threads, each new: buffers kept for a thread would never be used again.
        mapper.getFactory().setRecyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS));
        mapper.registerModule(new SimpleModule("rfc3339").addSerializer(new InstantSerializer()));
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {

        private InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(Rfc3339.format(value));
        }
    }
}
