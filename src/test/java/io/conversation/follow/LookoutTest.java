package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.Logged;
import io.conversation.database.Deadlines;
import io.conversation.fault.Waiting;
import io.conversation.http.Drain;
import io.conversation.telemetry.Meters;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;

/** Looking goes on whatever becomes of a look, and never at the cost of a processor. */
@QuarkusTest
class LookoutTest {

    private static final long HALF_A_SECOND = 500_000_000;

    @Inject
    FollowConfig config;

    @Inject
    Deadlines deadlines;

    @Inject
    ObjectMapper mapper;

    @Inject
    Meters meters;

    @Inject
    Drain drain;

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();
    private Lookout lookout;

    /** Somebody follows, and this is how it is looked for them. */
    private void look(Runnable look) {
        Followers followers = new Followers(config, null, deadlines, mapper, meters) {
            @Override
            Set<SessionId> sessions() {
                return Set.of(Tenant.NONE.id("any"));
            }

            @Override
            void missed() {
                missed.incrementAndGet();
            }
        };
        Source source = new Source() {
            @Override
            public void look() {
                looks.incrementAndGet();
                look.run();
            }

            @Override
            public void rest() {
                // Nothing is open.
            }
        };
        lookout = new Lookout(followers, new Sources(followers, config, null, null, deadlines, null, null, null, null) {
            @Override
            Source choose(Source present) {
                return source;
            }
        }, drain);
        lookout.start(null);
    }

    @AfterEach
    void stop() {
        lookout.stop(null);
    }

    @Test
    void a_look_that_does_not_wait_is_held_back() throws Exception {
        look(() -> {
        });
        Waiting.until("it looks", () -> looks.get() > 0);
        int before = looks.get();
        LockSupport.parkNanos(HALF_A_SECOND);
        assertThat(looks.get() - before).isBetween(1, 100);
    }

    @Test
    void an_error_of_the_driver_ends_nothing_is_told_once_and_has_everybody_read_again() throws Exception {
        try (Logged errors = Logged.errors(Lookout.class)) {
            look(() -> {
                throw new AssertionError("an assertion of the driver's");
            });
            Waiting.until("it has looked again", () -> looks.get() >= 3);
            assertThat(missed.get()).isGreaterThanOrEqualTo(2);
            assertThat(errors.causes()).hasSize(1).allSatisfy(cause -> assertThat(cause).hasMessageContaining("an assertion"));
        }
    }
}
