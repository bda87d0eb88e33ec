package io.conversation.event;

import java.time.Instant;

import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecProvider;
import org.bson.codecs.configuration.CodecRegistry;

import io.conversation.json.JsonObjectCodec;
import io.conversation.tenant.SessionIdCodec;
import io.conversation.tenant.Tenant;

/** The stored form of an {@link Event}, without reflection. A field that is not known is passed over, for rolling updates. */
final class EventCodec implements Codec<Event> {

    /** Found and registered by the framework. */
    public static final class Provider implements CodecProvider {
        @Override
        @SuppressWarnings("unchecked")
        public <T> Codec<T> get(Class<T> type, CodecRegistry registry) {
            return type == Event.class ? (Codec<T>) new EventCodec() : null;
        }
    }

    @Override
    public void encode(BsonWriter writer, Event event, EncoderContext context) {
        writer.writeStartDocument();
        writer.writeObjectId("_id", event.id);
        writer.writeName("sessionId");
        SessionIdCodec.write(writer, event.sessionId);
        event.sessionId.tenant().field().ifPresent(tenant -> writer.writeString(Tenant.FIELD, tenant));
        writer.writeString("eventId", event.eventId);
        writer.writeString("type", event.type);
        writer.writeDateTime("timestamp", event.timestamp.toEpochMilli());
        writer.writeDateTime("receivedAt", event.receivedAt.toEpochMilli());
        if (event.late) {
            writer.writeBoolean("late", true);
        }
        writer.writeName("payload");
        JsonObjectCodec.write(writer, event.payload);
        writer.writeEndDocument();
    }

    @Override
    public Event decode(BsonReader reader, DecoderContext context) {
        Event event = new Event();
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            switch (reader.readName()) {
                case "_id" -> event.id = reader.readObjectId();
                case "sessionId" -> event.sessionId = SessionIdCodec.read(reader);
                case "eventId" -> event.eventId = reader.readString();
                case "type" -> event.type = reader.readString();
                case "timestamp" -> event.timestamp = Instant.ofEpochMilli(reader.readDateTime());
                case "receivedAt" -> event.receivedAt = Instant.ofEpochMilli(reader.readDateTime());
                case "late" -> event.late = reader.readBoolean();
                case "payload" -> event.payload = JsonObjectCodec.read(reader);
                default -> reader.skipValue();
            }
        }
        reader.readEndDocument();
        return event;
    }

    @Override
    public Class<Event> getEncoderClass() {
        return Event.class;
    }
}
