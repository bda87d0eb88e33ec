package io.conversation.feed;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.bson.BSONException;
import org.bson.types.ObjectId;

import io.conversation.database.ArrivalIds;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * A place in the feed: the newest arrival that its reader has been given, and how many it has been given within each of some
 * times before that one, the longest of them the overlap, so that whoever resumes can tell what has become visible since. Where
 * nothing could any more it is settled, and says nothing but the newest. Bound to whose it is by a digest, which finds
 * mistakes. One in the change stream is where that goes on.
 *
 * @param overlap zero where it is settled
 * @param sum of what the ids hash to, by which it is noticed that as many went as came
 * @param mark null where it is none in the change stream
 */
record FeedPosition(ObjectId newest, Duration overlap, List<Integer> counts, int sum, Whose whose, Mark mark) {

    /** What one looks like; no feed has given it out. */
    static final String EXAMPLE = "AWlVuQShssPU5fYHGAAADx3T0LDo";

    private static final byte VERSION = 1;
    private static final byte VERSION_OF_MARK = 2;
    private static final int HEAD = 1 + 12 + 2;
    private static final int DIGEST = 6;
    private static final int LONGEST = 200;
    private static final int LONGEST_TEXT = 4096;
    private static final Duration SHORTEST = Duration.ofMillis(50);

    static FeedPosition settled(ObjectId newest, Whose whose) {
        return new FeedPosition(newest, Duration.ZERO, List.of(), 0, whose, null);
    }

    static FeedPosition marked(Mark mark, Whose whose) {
        return new FeedPosition(mark.upTo(), Duration.ZERO, List.of(), 0, whose, mark);
    }

    boolean isSettled() {
        return overlap.isZero();
    }

    /** Where it was given out by a pod whose clock was ahead, what it has for settled is not: then it is what is so by now. */
    FeedPosition settledBy(Instant now, Duration clocksApart, ObjectId settled) {
        if (!isSettled() || !ArrivalIds.time(newest).isAfter(now.plus(clocksApart))) {
            return this;
        }
        return mark == null || mark.start() != null ? settled(settled, whose)
                : marked(new Mark(Mark.FIRST, settled.getTimestamp(), mark.token()), whose);
    }

    /** The times before the newest that are counted, the longest first, each twice the next. */
    static List<Duration> times(Duration overlap) {
        return Stream.iterate(overlap, time -> time.compareTo(SHORTEST) >= 0, time -> time.dividedBy(2)).toList();
    }

    /** Where such a time before an arrival begins; what is higher is within it. */
    static ObjectId before(ObjectId id, Duration time) {
        return ArrivalIds.lowest(ArrivalIds.time(id).minus(time));
    }

    String text() {
        byte[] content = mark == null ? counted() : mark.bytes(VERSION_OF_MARK);
        byte[] bytes = Arrays.copyOf(content, content.length + DIGEST);
        System.arraycopy(digest(content, whose), 0, bytes, content.length, DIGEST);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] counted() {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST).put(VERSION).put(newest.toByteArray())
                .putShort((short) overlap.toSeconds());
        if (!isSettled()) {
            bytes.putInt(sum);
            counts.forEach(count -> putNumber(bytes, count));
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Refuses with {@code invalid-cursor} what no feed of theirs gave out. */
    static FeedPosition parse(String text, Whose whose) {
        byte[] bytes = bytes(text);
        if (bytes.length < HEAD + DIGEST || bytes[0] != VERSION && bytes[0] != VERSION_OF_MARK) {
            throw invalid();
        }
        byte[] content = Arrays.copyOf(bytes, bytes.length - DIGEST);
        if (!Arrays.equals(digest(content, whose), Arrays.copyOfRange(bytes, content.length, bytes.length))) {
            throw invalid();
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(content, 1, content.length - 1);
            return bytes[0] == VERSION ? read(rest, whose) : marked(Mark.read(rest), whose);
        } catch (BufferUnderflowException | BSONException e) {
            throw invalid();
        }
    }

    private static FeedPosition read(ByteBuffer content, Whose whose) {
        byte[] id = new byte[12];
        content.get(id);
        Duration overlap = Duration.ofSeconds(content.getShort() & 0xFFFF);
        if (overlap.isZero()) {
            return settled(new ObjectId(id), whose);
        }
        int sum = content.getInt();
        List<Integer> counts = times(overlap).stream().map(time -> getNumber(content)).toList();
        return new FeedPosition(new ObjectId(id), overlap, counts, sum, whose, null);
    }

    /** Seven bits a byte, the highest says that there are more. */
    private static void putNumber(ByteBuffer bytes, int number) {
        int left = number;
        while (left > 0x7F) {
            bytes.put((byte) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        bytes.put((byte) left);
    }

    private static int getNumber(ByteBuffer bytes) {
        int number = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            number |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        return number;
    }

    private static byte[] bytes(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw invalid();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // The last character may have bits that stand for nothing.
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Refused like all others.
        }
        throw invalid();
    }

    private static byte[] digest(byte[] content, Whose whose) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            return Arrays.copyOf(digest.digest(whose.name().getBytes(StandardCharsets.UTF_8)), DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static ProblemException invalid() {
        return new ProblemException(ProblemType.INVALID_CURSOR,
                "The position is none that this feed gave out; begin with after=start, or without one.");
    }
}
