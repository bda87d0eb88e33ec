package io.conversation.http;

import java.io.IOException;

/** Is asked for memory before it is used, and may make its client wait. */
@FunctionalInterface
public interface Room {

    void ask(int bytes) throws IOException;
}
