package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** So many readers at the most, none of which holds up the end of the service. */
class FeedReadersTest {

    @Test
    void one_more_than_may_be_is_sent_away_until_another_has_left() {
        FeedReaders readers = new FeedReaders(2);
        readers.enter();
        readers.enter();
        assertThatThrownBy(readers::enter).isInstanceOfSatisfying(ProblemException.class,
                refused -> assertThat(refused.type()).isEqualTo(ProblemType.UNAVAILABLE));
        readers.leave();
        readers.enter();
    }

    @Test
    void who_waits_as_the_service_goes_down_waits_no_longer_and_nobody_enters() throws Exception {
        FeedReaders readers = new FeedReaders(1);
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Object> waiting = other.submit(() -> {
                readers.pause(Duration.ofHours(1));
                return null;
            });
            readers.close();
            waiting.get(10, TimeUnit.SECONDS);
        }
        assertThat(readers.isClosed()).isTrue();
        assertThatThrownBy(readers::enter).isInstanceOf(ProblemException.class);
    }
}
