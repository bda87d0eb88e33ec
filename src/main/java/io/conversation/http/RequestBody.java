package io.conversation.http;

import static io.conversation.problem.ProblemException.tooLarge;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import jakarta.ws.rs.core.HttpHeaders;

import io.conversation.problem.ProblemException;

/** Reads a body into memory up to the contract's limit, and not a byte beyond. */
public final class RequestBody {

    /** 1 MiB: a session or one event. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** 16 MiB: a batch, or one conversation of an import; also the most that a document in MongoDB can have. */
    public static final int MAX_BATCH_BYTES = 16 * 1024 * 1024;

    private RequestBody() {
    }

    public static byte[] read(InputStream body, HttpHeaders headers) {
        return read(body, headers, MAX_BYTES);
    }

    public static byte[] read(InputStream body, HttpHeaders headers, int most) {
        long declared = declaredLength(headers);
        if (declared > most) {
            throw exceeding(most);
        }
        try {
            // The server itself ends a body at the length that was declared; to ask for more costs a buffer of 16 KiB.
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(declared < 0 ? most + 1 : (int) declared);
            if (bytes.length > most) {
                throw exceeding(most);
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemException.malformed("The body ended before it was whole.");
        }
    }

    private static long declaredLength(HttpHeaders headers) {
        List<String> length = headers.getRequestHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null || length.isEmpty() ? -1 : Long.parseLong(length.getFirst());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static ProblemException exceeding(int most) {
        return tooLarge("The body is over " + most / (1024 * 1024) + " MiB.");
    }
}
