package io.conversation.http;

import java.util.List;
import java.util.Locale;

import jakarta.ws.rs.core.HttpHeaders;

/** The {@code handling} preference of RFC 7240: whether a repeat that differs is to be refused rather than ignored. */
public enum Prefer {
    LENIENT,
    STRICT;

    public static final String HEADER = "Prefer";
    public static final String APPLIED = "Preference-Applied";
    public static final String HANDLING_STRICT = "handling=strict";

    /** Of preferences given twice the first counts; what is not understood is ignored, as the RFC asks. */
    public static Prefer of(HttpHeaders headers) {
        List<String> lines = headers.getRequestHeader(HEADER);
        if (lines == null) {
            return LENIENT;
        }
        for (String line : lines) {
            for (String preference : line.split(",")) {
                String[] parts = preference.split(";", 2)[0].split("=", 2);
                if (parts.length == 2 && parts[0].strip().equalsIgnoreCase("handling")) {
                    String value = parts[1].strip().replaceAll("^\"(.*)\"$", "$1");
                    return value.toLowerCase(Locale.ROOT).equals("strict") ? STRICT : LENIENT;
                }
            }
        }
        return LENIENT;
    }

    public boolean isStrict() {
        return this == STRICT;
    }
}
