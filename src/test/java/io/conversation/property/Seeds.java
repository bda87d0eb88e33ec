package io.conversation.property;

import java.util.Random;

/** Runs a property for many seeds; a failure names its seed, with which {@code -Dproperty.seed} repeats it alone. */
final class Seeds {

    private Seeds() {
    }

    @FunctionalInterface
    interface Property {
        void holds(Random random) throws Exception;
    }

    static void each(int tries, Property property) {
        Long given = Long.getLong("property.seed");
        Random seeds = new Random();
        for (int i = 0; i < (given == null ? tries : 1); i++) {
            long seed = given == null ? seeds.nextLong() : given;
            try {
                property.holds(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("With seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
