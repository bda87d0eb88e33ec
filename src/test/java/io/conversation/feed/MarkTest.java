package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import io.conversation.database.ArrivalIds;
import io.conversation.problem.ProblemException;

/** Positions in the change stream: what their reader has been given, whatever becomes of the stream. */
class MarkTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    private static final ObjectId UP_TO = ArrivalIds.lowest(NOW);
    /** As a server gives them. */
    private static final BsonDocument TOKEN = data(
            "826B07D295000003E92B022C0100296E5A1004B8A68BA338DF41C88648971A7BD3B79746645F6964"
                    + "00646B07D295B2C95542D53D6EB30004");

    private static BsonDocument data(String value) {
        return new BsonDocument("_data", new BsonString(value));
    }

    private static Mark mark(BsonDocument token) {
        return new Mark(UP_TO, (int) NOW.getEpochSecond(), token);
    }

    @Test
    void whatever_a_token_is_made_of_it_comes_back() {
        List<BsonDocument> tokens = List.of(TOKEN, data("82"), data("8"), data("82ab"), data("any"), data(""),
                new BsonDocument("other", new BsonString("82")),
                data("82AB").append("_typeBits", new BsonBinary(new byte[] { 1, 2 })));
        for (BsonDocument token : tokens) {
            String text = FeedPosition.marked(mark(token), Whose.EVERYBODY).text();
            FeedPosition again = FeedPosition.parse(text, Whose.EVERYBODY);
            assertThat(again.mark()).isEqualTo(mark(token));
            assertThat(again.mark().start()).isNull();
            assertThat(again.text()).isEqualTo(text);
        }
    }

    @Test
    void one_that_has_not_begun_knows_when_it_does() {
        Mark mark = Mark.start(UP_TO, 7, new BsonTimestamp(1, 2));
        FeedPosition again = FeedPosition.parse(FeedPosition.marked(mark, Whose.EVERYBODY).text(), Whose.EVERYBODY);
        assertThat(again.mark().start()).isEqualTo(new BsonTimestamp(1, 2));
        assertThat(again.mark().at(9, TOKEN).start()).isNull();
    }

    @Test
    void a_position_is_half_as_long_as_its_token_and_no_character_of_it_can_change_unnoticed() {
        String text = FeedPosition.marked(mark(TOKEN), Whose.EVERYBODY).text();
        assertThat(text).hasSizeLessThan(120).matches("[A-Za-z0-9_-]+");
        for (int i = 0; i < text.length(); i++) {
            String changed = text.substring(0, i) + (text.charAt(i) == 'A' ? 'B' : 'A') + text.substring(i + 1);
            assertThatThrownBy(() -> FeedPosition.parse(changed, Whose.EVERYBODY)).isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> FeedPosition.parse("A".repeat(5000), Whose.EVERYBODY)).isInstanceOf(ProblemException.class);
    }

    @Test
    void without_its_token_it_goes_on_before_what_may_have_been_written_behind_it() {
        Mark begun = mark(TOKEN);
        assertThat(begun.surelyUpTo(OVERLAP)).as("all up to there was given before").isEqualTo(UP_TO);
        Mark later = begun.at((int) NOW.plusSeconds(100).getEpochSecond(), TOKEN);
        assertThat(later.surelyUpTo(OVERLAP)).isEqualTo(ArrivalIds.lowest(NOW.plusSeconds(70)));
        assertThat(later.at(5, TOKEN).surelyUpTo(OVERLAP)).as("what is told late").isEqualTo(later.surelyUpTo(OVERLAP));
    }
}
