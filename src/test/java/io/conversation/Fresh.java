package io.conversation;

import java.util.UUID;

/** Ids that no other test uses, so that tests can share one database. */
public final class Fresh {

    private Fresh() {
    }

    public static String id(String name) {
        return name + "-" + UUID.randomUUID();
    }
}
