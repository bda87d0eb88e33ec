package io.conversation.tenant;

import org.bson.BsonReader;
import org.bson.BsonString;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecProvider;
import org.bson.codecs.configuration.CodecRegistry;

/** In filters and documents an id is what is stored of it. */
public final class SessionIdCodec implements Codec<SessionId> {

    /** Found and registered by the framework. */
    public static final class Provider implements CodecProvider {
        @Override
        @SuppressWarnings("unchecked")
        public <T> Codec<T> get(Class<T> type, CodecRegistry registry) {
            return type == SessionId.class ? (Codec<T>) new SessionIdCodec() : null;
        }
    }

    @Override
    public void encode(BsonWriter writer, SessionId id, EncoderContext context) {
        write(writer, id);
    }

    @Override
    public SessionId decode(BsonReader reader, DecoderContext context) {
        return read(reader);
    }

    @Override
    public Class<SessionId> getEncoderClass() {
        return SessionId.class;
    }

    public static void write(BsonWriter writer, SessionId id) {
        writer.writeString(id.stored());
    }

    public static SessionId read(BsonReader reader) {
        return SessionId.ofStored(reader.readString());
    }

    /** That of a stored document, or of a group of some. */
    public static SessionId of(BsonString stored) {
        return SessionId.ofStored(stored.getValue());
    }
}
