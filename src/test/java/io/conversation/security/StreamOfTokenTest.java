package io.conversation.security;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.follow.EventStream;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A stream lasts no longer than the token that opened it, and goes on with the next. */
@QuarkusTest
@TestProfile(EveryDoorTest.ByPublicKey.class)
class StreamOfTokenTest {

    private static final int TOKENS = 3;

    private final ConversationClient client = new ConversationClient().with("Authorization", "Bearer " + tokenUntil(60));

    @TestHTTPResource
    String base;

    @BeforeEach
    void ready() {
        client.awaitReady();
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static String tokenUntil(long seconds) {
        return Tokens.signed(Tokens.pair("fixed"), null, Tokens.claims().put("exp", now() + seconds));
    }

    private EventStream follow(String session, String position, String token) {
        return EventStream.of(base.replaceAll("/$", ""), session, position,
                Map.of("Authorization", "Bearer " + token));
    }

    @Test
    void it_ends_with_each_token_and_nothing_is_missed_or_repeated() throws Exception {
        String session = client.createFresh("call");
        AtomicInteger written = new AtomicInteger();
        List<String> got = new ArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                client.append(session, newEvent("e" + written.get())).expectCreated();
                written.incrementAndGet();
            }
        });
        String position = null;
        for (int token = 0; token < TOKENS; token++) {
            Instant ends = Instant.ofEpochSecond(now() + 2);
            try (EventStream stream = follow(session, position, tokenUntil(2))) {
                stream.awaitClosed();
                assertThat(Instant.now()).isAfterOrEqualTo(ends).isBefore(ends.plusSeconds(2));
                got.addAll(stream.eventIds());
                position = stream.lastId();
            }
        }
        enough.set(true);
        writer.join();
        int before = got.size();
        try (EventStream stream = follow(session, position, tokenUntil(60))) {
            got.addAll(stream.await(written.get() - before));
        }
        List<String> wanted = new ArrayList<>();
        for (int event = 0; event < written.get(); event++) {
            wanted.add("e" + event);
        }
        assertThat(got).isEqualTo(wanted).hasSizeGreaterThan(10);
    }

    @Test
    void one_whose_token_ends_in_a_hundred_years_is_as_good_as_any() {
        String session = client.createFresh("call");
        client.append(session, newEvent("e1")).expectCreated();
        try (EventStream stream = follow(session, null, tokenUntil(Duration.ofDays(36_500).toSeconds()))) {
            assertThat(stream.await(1)).containsExactly("e1");
        }
    }
}
