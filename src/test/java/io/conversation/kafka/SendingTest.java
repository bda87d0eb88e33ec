package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.conversation.fault.Waiting;
import io.conversation.feed.Item;
import io.conversation.feed.Kind;

/** What becomes of positions when a producer answers late, or fails. */
@Timeout(60)
class SendingTest {

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(false, null, new ByteArraySerializer(),
            new ByteArraySerializer());
    private final List<ObjectId> refused = new ArrayList<>();
    private final Set<ObjectId> refusedBefore = new HashSet<>();
    private int sent;
    private final Sending sending = new Sending(producer, refusedBefore, new Sending.Outcomes() {

        @Override
        public void sent() {
            sent++;
        }

        @Override
        public void refused(Item item, Exception why) {
            refused.add(item.id());
        }
    });

    private static Item item() {
        return new Item(new ObjectId(), Kind.STORED, null, null);
    }

    private boolean send(Item item, int size) throws InterruptedException {
        return sending.send(item, new ProducerRecord<>("topic", new byte[1], new byte[size]), () -> true);
    }

    private void page(String position, int items) throws InterruptedException {
        sending.begin(new ObjectId());
        for (int i = 0; i < items; i++) {
            send(item(), 10);
        }
        sending.end(position);
    }

    @Test
    void a_position_is_reached_once_all_up_to_it_is_acknowledged() throws Exception {
        page("p1", 2);
        page("p2", 0);
        page("p3", 1);
        assertThat(sending.reached()).isNull();
        producer.completeNext();
        assertThat(sending.reached()).isNull();
        producer.completeNext();
        assertThat(sending.reached()).isEqualTo("p2");
        assertThat(sending.oldest()).isNotNull();
        producer.completeNext();
        assertThat(sending.reached()).isEqualTo("p3");
        assertThat(sending.oldest()).isNull();
        assertThat(sent).isEqualTo(3);
    }

    @Test
    void a_page_that_is_still_being_sent_is_not_reached() throws Exception {
        sending.begin(new ObjectId());
        send(item(), 10);
        producer.completeNext();
        assertThat(sending.reached()).isNull();
        sending.end("p1");
        assertThat(sending.reached()).isEqualTo("p1");
    }

    @Test
    void behind_a_record_that_is_given_up_for_now_nothing_is_sent_and_no_position_is_reached() throws Exception {
        page("p1", 1);
        page("p2", 2);
        producer.completeNext();
        producer.errorNext(new TimeoutException("gone"));
        assertThat(producer.closed()).isTrue();
        assertThat(send(item(), 10)).isFalse();
        assertThat(sending.failure()).containsInstanceOf(TimeoutException.class);
        assertThat(sending.reached()).isEqualTo("p1");
        assertThat(producer.history()).hasSize(3);
    }

    @Test
    void what_is_refused_for_good_is_told_and_passed_over_and_not_tried_again() throws Exception {
        sending.begin(new ObjectId());
        Item large = item();
        send(large, 10);
        send(item(), 10);
        sending.end("p1");
        producer.errorNext(new RecordTooLargeException("too large"));
        producer.completeNext();
        assertThat(refused).containsExactly(large.id());
        assertThat(sending.reached()).isEqualTo("p1");
        assertThat(sending.failure()).isEmpty();

        refusedBefore.add(large.id());
        sending.begin(large.id());
        assertThat(send(large, 10)).isTrue();
        sending.end("p2");
        assertThat(producer.history()).hasSize(2);
        assertThat(sending.reached()).isEqualTo("p2");
    }

    @Test
    void with_so_much_on_its_way_the_next_waits_for_room() throws Exception {
        sending.begin(new ObjectId());
        // The first one goes, however large it is.
        send(item(), (int) Sending.MOST_BYTES + 1);
        Thread waiting = Thread.currentThread();
        CompletableFuture<Integer> sentBefore = CompletableFuture.supplyAsync(() -> {
            try {
                Waiting.until("the next waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            int before = producer.history().size();
            producer.completeNext();
            return before;
        });
        send(item(), 1);
        assertThat(sentBefore.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(producer.history()).hasSize(2);
        assertThat(sending.send(item(), new ProducerRecord<>("topic", new byte[1], new byte[1]), () -> false))
                .as("there is no reason any more").isFalse();
    }
}
