package io.conversation.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Contenders measured by turns, round after round: what disturbs the machine disturbs all of them alike. Ratios are taken in
 * each round, and their median tells.
 */
final class Rounds {

    static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    /** Measures once. */
    @FunctionalInterface
    interface Measure {
        double once() throws Exception;
    }

    private final Map<String, Measure> contenders = new LinkedHashMap<>();
    private final Map<String, double[]> measured = new LinkedHashMap<>();
    private int round;
    private final List<String> rows = new ArrayList<>();
    private final String unit;

    Rounds(String unit) {
        this.unit = unit;
    }

    Rounds add(String name, Measure measure) {
        contenders.put(name, measure);
        measured.put(name, new double[ROUNDS]);
        return this;
    }

    /** Something else that the measure running now has found. */
    void beside(String name, double value) {
        measured.computeIfAbsent(name, none -> new double[ROUNDS])[round] = value;
    }

    Rounds run() throws Exception {
        for (round = 0; round < ROUNDS; round++) {
            // There and back again: none always comes after the same other.
            List<String> order = new ArrayList<>(contenders.keySet());
            for (String name : round % 2 == 0 ? order : order.reversed()) {
                measured.get(name)[round] = contenders.get(name).once();
            }
        }
        measured.forEach((name, values) -> rows.add(row(name, values, "%,.0f " + unit)));
        return this;
    }

    Rounds ratio(String name, String above, String below) {
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = measured.get(above)[i] / measured.get(below)[i];
        }
        rows.add(row("**" + name + "**", ratios, "%.2f"));
        return this;
    }

    private static String row(String name, double[] values, String format) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "| %s | " + format + " | %s |", name, sorted[sorted.length / 2],
                String.format(Locale.ROOT, format, sorted[0]) + " … "
                        + String.format(Locale.ROOT, format, sorted[sorted.length - 1]));
    }

    List<String> rows() {
        return rows;
    }
}
