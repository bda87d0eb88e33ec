package io.conversation.kafka;

/** The names of CloudEvents 1.0 in its binding to Kafka, and of the service's own types. */
final class CloudEvents {

    /** What leads the name of an attribute where it is a header (binary mode). */
    static final String HEADER = "ce_";
    static final String SPEC_VERSION = HEADER + "specversion";
    static final String ID = HEADER + "id";
    static final String SOURCE = HEADER + "source";
    static final String TYPE = HEADER + "type";
    static final String SUBJECT = HEADER + "subject";
    static final String TIME = HEADER + "time";
    /** The extension Partitioning: by what the order is kept. */
    static final String PARTITION_KEY = HEADER + "partitionkey";
    static final String TENANT = HEADER + "tenant";
    static final String CONTENT_TYPE = "content-type";

    static final String VERSION = "1.0";
    static final String JSON = "application/json";
    /** All of it in the value (structured mode). */
    static final String STRUCTURED = "application/cloudevents+json";

    static final String CREATED = "io.conversation.session.created";
    static final String STORED = "io.conversation.event.stored";
    static final String ENDED = "io.conversation.session.ended";

    private CloudEvents() {
    }
}
