package io.conversation.problem;

import java.io.IOException;

/** A stream that is ended unfinished on purpose: its connection is closed, and no client can take it for whole. */
public final class StreamCutException extends IOException {

    public StreamCutException(String why) {
        super(why);
    }
}
