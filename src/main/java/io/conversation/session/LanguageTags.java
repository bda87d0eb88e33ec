package io.conversation.session;

import java.util.IllformedLocaleException;
import java.util.Locale;

/** Whether a language tag is well-formed by BCP 47 (RFC 5646); whether its subtags are registered is not asked. */
final class LanguageTags {

    static final String RULE = "has to be a well-formed BCP 47 tag, like en-US";

    private LanguageTags() {
    }

    static boolean isWellFormed(String tag) {
        if (tag.isEmpty() || tag.length() > Identifiers.MAX_LENGTH) {
            return false;
        }
        try {
            new Locale.Builder().setLanguageTag(tag);
            return true;
        } catch (IllformedLocaleException e) {
            return false;
        }
    }
}
