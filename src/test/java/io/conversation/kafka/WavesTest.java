package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.conversation.event.EventAppender.Imported;
import io.conversation.kafka.Asked.Creation;
import io.conversation.kafka.Asked.End;
import io.conversation.kafka.Asked.Happened;
import io.conversation.kafka.Waves.Read;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.NewSession;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

class WavesTest {

    private static final SessionId ONE = Tenant.NONE.id("one");
    private static final SessionId OTHER = Tenant.NONE.id("other");

    private static Asked creation(SessionId session) {
        return new Creation(new NewSession(session, "en", null, null, null, null));
    }

    private static Asked event(SessionId session) {
        return new Happened(new Imported(session, null, false));
    }

    private static Asked end(SessionId session) {
        return new End(session, null);
    }

    private static IncomingRecord record() {
        return new IncomingRecord(new ConsumerRecord<>("in", 0, 0, null, new byte[0]));
    }

    private static List<List<Asked>> waves(Stream<Read> reads) {
        Waves waves = new Waves();
        reads.forEach(waves::add);
        return waves.all().stream().map(wave -> wave.stream().map(Read::asked).toList()).toList();
    }

    private static List<List<Asked>> waves(Asked... asked) {
        return waves(Stream.of(asked).map(one -> new Read(record(), one)));
    }

    @Test
    void a_conversation_in_its_order_goes_together_and_with_others() {
        Asked[] all = { creation(ONE), event(ONE), creation(OTHER), event(ONE), end(ONE), event(OTHER) };
        assertThat(waves(all)).containsExactly(List.of(all));
    }

    @Test
    void what_comes_behind_an_end_or_a_creation_again_goes_later_and_others_do_not_wait_for_it() {
        Asked end = end(ONE);
        Asked late = event(ONE);
        Asked again = creation(ONE);
        Asked other = event(OTHER);
        assertThat(waves(end, late, again, other)).containsExactly(List.of(end, other), List.of(late), List.of(again));
    }

    @Test
    void what_the_service_failed_at_goes_by_itself_and_what_comes_after_it_behind_it() {
        IncomingRecord failed = record();
        failed.failed(new ProblemException(ProblemType.INTERNAL_ERROR, "A defect."));
        Asked before = event(ONE);
        Asked alone = event(ONE);
        Asked after = event(OTHER);
        assertThat(waves(Stream.of(new Read(record(), before), new Read(failed, alone), new Read(record(), after))))
                .containsExactly(List.of(before), List.of(alone), List.of(after));
    }
}
