package io.conversation.kafka;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.database.ArrivalIds;
import io.conversation.event.EventView;
import io.conversation.feed.Item;
import io.conversation.feed.Kind;
import io.conversation.json.Rfc3339;
import io.conversation.session.SessionView;
import io.conversation.settings.RefusedSetting;
import io.quarkus.runtime.Startup;

/**
 * Makes of what has arrived a record: what HTTP would answer, as a CloudEvent with the id of its arrival, so that it has the
 * same at each repeat. The key is the client's id alone: a session's records are in one partition, and tenants that use the
 * same id share it.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
class OutRecords {

    private final String topic;
    private final String source;
    private final ObjectMapper mapper;

    OutRecords(KafkaConfig config, ObjectMapper mapper) {
        this.topic = config.out().topic().orElse("");
        this.source = config.out().source();
        this.mapper = mapper;
        if (config.out().topic().isPresent() && config.out().topic().equals(config.in().topic())) {
            throw new RefusedSetting("sessions.kafka.out.topic: is the topic that is read, and all would come back");
        }
        try {
            new URI(source);
        } catch (URISyntaxException e) {
            throw new RefusedSetting("sessions.kafka.out.source: has to be a URI, or the path of one; it has "
                    + e.getReason() + " at " + e.getIndex());
        }
    }

    /** Its time is when it is sent: by that, topics remove what is old, and may refuse it. */
    ProducerRecord<byte[], byte[]> of(Item item) {
        String sessionId = item.sessionId().clientId();
        ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(topic, bytes(sessionId), value(item));
        Headers headers = made.headers();
        headers.add(CloudEvents.SPEC_VERSION, bytes(CloudEvents.VERSION));
        headers.add(CloudEvents.ID, bytes(item.id().toHexString()));
        headers.add(CloudEvents.SOURCE, bytes(source));
        headers.add(CloudEvents.TYPE, bytes(type(item.kind())));
        headers.add(CloudEvents.SUBJECT, bytes(sessionId));
        headers.add(CloudEvents.TIME, bytes(Rfc3339.format(ArrivalIds.time(item.id()))));
        headers.add(CloudEvents.PARTITION_KEY, bytes(sessionId));
        item.sessionId().tenant().field().ifPresent(tenant -> headers.add(CloudEvents.TENANT, bytes(tenant)));
        headers.add(CloudEvents.CONTENT_TYPE, bytes(CloudEvents.JSON));
        return made;
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case CREATED -> CloudEvents.CREATED;
            case STORED -> CloudEvents.STORED;
            case ENDED -> CloudEvents.ENDED;
        };
    }

    private byte[] value(Item item) {
        try {
            return mapper.writeValueAsBytes(switch (item.kind()) {
                case CREATED, ENDED -> SessionView.of(item.session());
                case STORED -> EventView.of(item.event());
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What is stored cannot be written as JSON", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
