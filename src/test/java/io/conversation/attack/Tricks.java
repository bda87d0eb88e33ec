package io.conversation.attack;

import java.util.List;
import java.util.Random;

/** Plays one trick after the other on a request. */
final class Tricks {

    private static final List<List<Trick>> KINDS = List.of(PathTricks.ALL, QueryTricks.ALL, HeaderTricks.ALL, HeaderTricks.ALL,
            BodyTricks.ALL, MessageTricks.ALL);

    private final Random random;
    private final Draft draft;

    Tricks(Random random, Draft draft) {
        this.random = random;
        this.draft = draft;
    }

    void another() {
        Trick.one(random, Trick.one(random, KINDS)).play(draft, random);
    }
}
