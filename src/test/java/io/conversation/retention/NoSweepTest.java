package io.conversation.retention;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NoSweepTest {

    @Inject
    Scheduler scheduler;

    @Test
    void where_nothing_is_to_be_ended_or_removed_nobody_looks() {
        assertThat(scheduler.isStarted()).as("not even the thread is there").isFalse();
        assertThat(new ConversationClient().get("/q/metrics").text()).contains("conversation_sweep_age_seconds NaN");
    }
}
