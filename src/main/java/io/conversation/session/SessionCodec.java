package io.conversation.session;

import java.time.Instant;

import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecProvider;
import org.bson.codecs.configuration.CodecRegistry;

import io.conversation.json.JsonObject;
import io.conversation.json.JsonObjectCodec;
import io.conversation.tenant.SessionIdCodec;
import io.conversation.tenant.Tenant;

/** The stored form of a {@link Session}, without reflection. A field that is not known is passed over, for rolling updates. */
final class SessionCodec implements Codec<Session> {

    /** Found and registered by the framework. */
    public static final class Provider implements CodecProvider {
        @Override
        @SuppressWarnings("unchecked")
        public <T> Codec<T> get(Class<T> type, CodecRegistry registry) {
            return type == Session.class ? (Codec<T>) new SessionCodec() : null;
        }
    }

    @Override
    public void encode(BsonWriter writer, Session session, EncoderContext context) {
        writer.writeStartDocument();
        writer.writeObjectId("_id", session.id);
        writer.writeName("sessionId");
        SessionIdCodec.write(writer, session.sessionId);
        session.sessionId.tenant().field().ifPresent(tenant -> writer.writeString(Tenant.FIELD, tenant));
        writer.writeString("status", session.status.wire());
        writer.writeString("language", session.language);
        writer.writeDateTime("startedAt", session.startedAt.toEpochMilli());
        if (session.endedAt != null) {
            writer.writeDateTime("endedAt", session.endedAt.toEpochMilli());
        }
        if (session.endedId != null) {
            writer.writeObjectId("endedId", session.endedId);
        }
        writer.writeName("metadata");
        JsonObjectCodec.write(writer, session.metadata);
        if (session.membersAtStart >= 0) {
            writer.writeInt32("membersAtStart", session.membersAtStart);
        }
        writer.writeEndDocument();
    }

    @Override
    public Session decode(BsonReader reader, DecoderContext context) {
        Session session = new Session();
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            switch (reader.readName()) {
                case "_id" -> session.id = reader.readObjectId();
                case "sessionId" -> session.sessionId = SessionIdCodec.read(reader);
                case "status" -> session.status = SessionStatus.of(reader.readString()).orElseThrow();
                case "language" -> session.language = reader.readString();
                case "startedAt" -> session.startedAt = Instant.ofEpochMilli(reader.readDateTime());
                case "endedAt" -> session.endedAt = Instant.ofEpochMilli(reader.readDateTime());
                case "endedId" -> session.endedId = reader.readObjectId();
                case "metadata" -> session.metadata = JsonObjectCodec.read(reader);
                case "membersAtStart" -> session.membersAtStart = reader.readInt32();
                default -> reader.skipValue();
            }
        }
        reader.readEndDocument();
        if (session.metadata == null) {
            session.metadata = JsonObject.EMPTY;
        }
        return session;
    }

    @Override
    public Class<Session> getEncoderClass() {
        return Session.class;
    }
}
