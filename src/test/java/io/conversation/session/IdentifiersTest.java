package io.conversation.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.problem.Violation;
import io.conversation.problem.Violations;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class IdentifiersTest {

    @ParameterizedTest
    @ValueSource(strings = { "a", "Z", "0", "+15550100", "call-7f3a", "a._:@+~-", "batching", "imports", "-a", "_a", "~a", ":a",
            "@a", "a.", "a..", "~.", "-", "|", "-._~!$&'()*+,;=:@|" })
    void ids_of_the_alphabet_are_well_formed(String id) {
        assertThat(Identifiers.isWellFormed(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ".", "..", "...", ".a", " a", "a ", "a b", "a/b", "/", "a%b", "a%41", "a\nb", "a\n", "\na",
            "a\r",
            "ä", "aä", "a\0b", "a?b", "a#b", "a\"b", "a<b", "a>b", "a[b", "a]b", "a\\b", "a^b", "a`b", "a{b", "a}b", "a\u007f",
            "٣",
            "a٣", "ａ", "a\ud83c" })
    void anything_else_is_not(String id) {
        assertThat(Identifiers.isWellFormed(id)).isFalse();
    }

    /** Other people's ids: base64url, ULID, Twilio, WhatsApp, Teams, Telegram, Slack, Signal, e-mail. */
    @ParameterizedTest
    @ValueSource(strings = { "-Rk3yq0xT_6w", "_9fJpXk2bQ-A", "01J9ZQ6W8W3M4T0R6E2N7K5YBD", "CA5ef8732a3c49700934481addd5ce1659",
            "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA==", "19:meeting_MjdhNjM4YzUtYzExZi00@thread.v2",
            "19:561fbdbbfca848a484f0a6f00ce9dbbd@thread.tacv2;messageid=1638386185345", "-1001234567890", "@durov",
            "C024BE91L:1355517523.000005", "+15550100", "sip:alice@atlanta.example;transport=tcp", "a.b+c@example.com",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "chat|7f3a|voice", "o'neill(1)*!$&,=~" })
    void ids_that_others_have_made_up_are_well_formed(String id) {
        assertThat(Identifiers.isWellFormed(id)).isTrue();
    }

    @Test
    void an_id_has_128_characters_at_the_most() {
        assertThat(Identifiers.isWellFormed("a".repeat(128))).isTrue();
        assertThat(Identifiers.isWellFormed("a".repeat(129))).isFalse();
    }

    /** The pattern stands in the OpenAPI document; the check is written out for speed. */
    @Property
    void the_published_pattern_says_the_same_as_the_check_of_ids_of_ascii(
            @ForAll @StringLength(max = 4) @CharRange(from = '\0', to = '\u007f') String id) {
        assertThat(Identifiers.isWellFormed(id)).isEqualTo(id.matches(Identifiers.PATTERN));
    }

    @Property
    void the_published_pattern_says_the_same_as_the_check(@ForAll @StringLength(max = 3) String id) {
        assertThat(Identifiers.isWellFormed(id)).isEqualTo(id.matches(Identifiers.PATTERN));
    }

    @ParameterizedTest
    @ValueSource(strings = { "import", "export" })
    void a_session_cannot_be_named_like_a_path_of_the_service(String id) {
        Violations violations = new Violations();
        Identifiers.checkSessionId(id, "sessionId", violations);
        assertThat(violations.list()).extracting(Violation::field).containsExactly("sessionId");
    }

    @ParameterizedTest
    @ValueSource(strings = { "batch", "stream" })
    void an_event_cannot_be_named_like_a_path_of_the_service(String id) {
        Violations violations = new Violations();
        Identifiers.checkEventId(id, "eventId", violations);
        assertThat(violations.list()).extracting(Violation::field).containsExactly("eventId");
    }

    @Test
    void an_absent_id_is_told_as_required() {
        Violations violations = new Violations();
        Identifiers.checkEventId(null, "eventId", violations);
        assertThat(violations.list()).containsExactly(new Violation("eventId", "is required"));
    }
}
