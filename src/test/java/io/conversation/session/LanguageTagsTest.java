package io.conversation.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTagsTest {

    @ParameterizedTest
    @ValueSource(strings = { "en", "en-US", "EN-us", "zh-Hant-TW", "de-CH-1996", "sl-rozaj-biske", "es-419", "x-whatever",
            "i-klingon", "en-u-co-phonebk", "und", "tlh", "qaa-Qaaa-QM-x-southern" })
    void tags_of_bcp_47_are_well_formed(String tag) {
        assertThat(LanguageTags.isWellFormed(tag)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "e", "en_US", "en-", "-en", "en--US", "en-US ", "en US", "12", "en-a", "a-DE", "日本語" })
    void anything_else_is_not(String tag) {
        assertThat(LanguageTags.isWellFormed(tag)).isFalse();
    }
}
