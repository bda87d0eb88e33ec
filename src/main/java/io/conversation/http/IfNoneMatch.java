package io.conversation.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.HttpHeaders;

/** Which answers a client has (RFC 9110, 13.1.2), their tags compared weakly; what is no tag is passed over. */
public final class IfNoneMatch {

    private static final String ANY = "*";
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");

    private final boolean any;
    private final List<String> tags;

    private IfNoneMatch(boolean any, List<String> tags) {
        this.any = any;
        this.tags = tags;
    }

    public static IfNoneMatch of(HttpHeaders headers) {
        List<String> lines = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        return of(lines == null ? "" : String.join(",", lines));
    }

    static IfNoneMatch of(String value) {
        List<String> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(value);
        while (tag.find()) {
            tags.add(tag.group(1));
        }
        return new IfNoneMatch(value.strip().equals(ANY), tags);
    }

    /** Without their quotes. */
    public List<String> tags() {
        return List.copyOf(tags);
    }

    boolean has(String tag) {
        return any || tags.contains(tag);
    }
}
