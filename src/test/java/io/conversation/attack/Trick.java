package io.conversation.attack;

import java.util.Random;
import java.util.function.BiConsumer;

/** Something that is done to a request. */
record Trick(String name, BiConsumer<Draft, Random> effect) {

    void play(Draft draft, Random random) {
        draft.tricks.add(name);
        effect.accept(draft, random);
    }

    static <T> T one(Random random, java.util.List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
