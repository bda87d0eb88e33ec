package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NoIntakeTest {

    @Test
    void where_no_topic_is_set_nothing_of_kafka_runs() {
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("kafka-in") || name.startsWith("kafka-coordinator"));
        assertThat(new ConversationClient().get("/q/metrics").text()).doesNotContain("conversation_kafka_in");
    }
}
