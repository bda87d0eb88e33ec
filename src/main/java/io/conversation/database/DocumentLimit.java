package io.conversation.database;

import io.conversation.json.JsonObject;
import io.conversation.problem.ProblemException;

/**
 * The 16 MiB that a stored document can have, known before it is sent: the driver would refuse all that is sent with it; and
 * the 16 MiB that an import takes of a line: what is stored has to fit into one when it is exported.
 */
public final class DocumentLimit {

    private static final int BYTES = 16 * 1024 * 1024;
    /** The most that a document, or a line, may have beside what its client may fill at will, generously. */
    private static final int FRAME_BYTES = 4096;

    private DocumentLimit() {
    }

    /** Refuses with {@code too-large}; {@code what} is how the document is told of. */
    public static void check(JsonObject content, String what) {
        if (content != null && content.size() > BYTES - FRAME_BYTES) {
            throw exceeded(what);
        }
        if (content != null && !content.isWithin(BYTES - FRAME_BYTES)) {
            throw ProblemException.tooLarge(
                    "The JSON of " + what + " would be over the 16 MiB that a line of an export can have.");
        }
    }

    static ProblemException exceeded(String what) {
        return ProblemException.tooLarge("The document of " + what + " would be over the 16 MiB that a stored one can have.");
    }
}
