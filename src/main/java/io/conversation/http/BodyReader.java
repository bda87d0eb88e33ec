package io.conversation.http;

import static io.conversation.problem.ProblemException.malformed;
import static io.conversation.problem.ProblemException.tooLarge;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

import io.conversation.json.JsonWeight;
import io.conversation.problem.ProblemException;

/**
 * Reads a body into memory up to the contract's limit, and not a byte beyond, nor without {@link Memory} for it. What is
 * compressed counts as what comes out of it.
 */
@Singleton
public class BodyReader {

    private final Work work;

    BodyReader(Work work) {
        this.work = work;
    }

    /** One session or event, with the memory that it takes to read and to store it. */
    public byte[] read(InputStream body, HttpHeaders headers) {
        byte[] json = read(body, headers, RequestBody.MAX_BYTES);
        if (work.taken() < (long) json.length * JsonWeight.MOST_PER_BYTE) {
            work.await(JsonWeight.of(json, 0, json.length));
        }
        return json;
    }

    /** A body alone, however it is read. */
    public byte[] read(InputStream body, HttpHeaders headers, int most) {
        boolean gzip = ContentEncoding.isGzip(headers);
        long declared = declaredLength(headers);
        if (declared > most) {
            throw exceeding(most);
        }
        work.begin();
        try {
            if (body == null) {
                return new byte[0];
            }
            if (gzip) {
                return readAll(new Gunzip(body), most);
            }
            return declared < 0 ? readAll(body, most) : readExactly(body, (int) declared);
        } catch (IOException e) {
            throw endedEarly();
        }
    }

    /** A body that is never in memory as a whole. */
    public InputStream stream(InputStream body, HttpHeaders headers) {
        return ContentEncoding.isGzip(headers) ? new Gunzip(body) : body;
    }

    private static byte[] readExactly(InputStream body, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (body.readNBytes(bytes, 0, length) < length) {
            throw endedEarly();
        }
        return bytes;
    }

    private byte[] readAll(InputStream body, int most) throws IOException {
        Pieces pieces = new Pieces(work::hold);
        while (pieces.read(body)) {
            if (pieces.size() > most) {
                throw exceeding(most);
            }
        }
        work.await(pieces.size());
        return pieces.take();
    }

    private static long declaredLength(HttpHeaders headers) {
        List<String> length = headers.getRequestHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null || length.isEmpty() ? -1 : Long.parseLong(length.getFirst());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static ProblemException endedEarly() {
        return malformed("The body ended before it was whole.");
    }

    private static ProblemException exceeding(int most) {
        return tooLarge("The body is over " + most / (1024 * 1024) + " MiB.");
    }
}
