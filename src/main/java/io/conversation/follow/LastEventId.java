package io.conversation.follow;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.types.ObjectId;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * A position of a stream: the newest event that its follower has had; how many it has had within the overlap up to that one,
 * and how many of these within the last second; and, once the end has been told, from when the linger counts. The id alone, as
 * streams gave out before, does not tell what may have been missed.
 */
record LastEventId(ObjectId newest, Duration overlap, int had, int hadLately, Instant ended) {

    /** Before every event. */
    static final ObjectId NONE = new ObjectId(new byte[12]);

    private static final Pattern FORM = Pattern.compile(
            "([0-9a-fA-F]{24})(?:-(\\d{1,6})-(\\d{1,9})-(\\d{1,9})(?:-(\\d{1,12}))?)?");

    /** Refuses with {@code invalid-cursor} what no stream gave out; null for none. */
    static LastEventId parse(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new ProblemException(ProblemType.INVALID_CURSOR,
                    "The Last-Event-ID is none that a stream of events gave out; follow without one.");
        }
        ObjectId newest = new ObjectId(parts.group(1));
        if (parts.group(2) == null) {
            return new LastEventId(newest, null, 0, 0, null);
        }
        return new LastEventId(newest, Duration.ofSeconds(Integer.parseInt(parts.group(2))), Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)),
                parts.group(5) == null ? null : Instant.ofEpochSecond(Long.parseLong(parts.group(5))));
    }

    /** The field of a server-sent event that gives it out. */
    byte[] field() {
        return ("id: " + this + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        String position = newest.toHexString();
        if (overlap == null) {
            return position;
        }
        position += "-" + overlap.toSeconds() + "-" + had + "-" + hadLately;
        return ended == null ? position : position + "-" + Math.max(0, ended.getEpochSecond());
    }
}
