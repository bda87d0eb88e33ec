package io.conversation.attack;

import java.util.Random;

/** Few ids, so that requests meet: those of one round begin alike, and have every character that an id may. */
final class Ids {

    private static final String[] MARKS = { "", "-", ".", "_", "~", "!$", "&'", "()", "*+", ",;", "=:", "@|" };
    private static final int SESSIONS = 150;
    private static final int EVENTS = 40;

    private final String prefix;

    Ids(long seed, long round) {
        this.prefix = "a" + Long.toString(seed & 0xffffff, 36) + "r" + round + "s";
    }

    String session(Random random) {
        int number = random.nextInt(SESSIONS);
        return prefix + number + MARKS[number % MARKS.length];
    }

    static String event(Random random) {
        int number = random.nextInt(EVENTS);
        return "e" + number + MARKS[number % MARKS.length];
    }

    /** As it stands in a path. */
    static String inPath(String id) {
        return id.replace("|", "%7C");
    }
}
