package io.conversation.telemetry;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of Prometheus names: series, each with the labels it is chosen by, and labels that it is grouped by. */
record Promql(Map<String, Set<String>> series, Set<String> grouping) {

    private static final Pattern TEXT = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SERIES = Pattern.compile("\\b([a-zA-Z_:][\\w:]*)\\b(?!\\s*\\()(\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    static Promql of(String expression) {
        Map<String, Set<String>> series = new HashMap<>();
        Set<String> grouping = new TreeSet<>();
        String text = RANGE.matcher(TEXT.matcher(expression).replaceAll("\"\"")).replaceAll("");
        Matcher grouped = GROUPING.matcher(text);
        while (grouped.find()) {
            grouping.addAll(Set.of(grouped.group(2).strip().split("\\s*,\\s*")));
        }
        Matcher named = SERIES.matcher(grouped.replaceAll(" "));
        while (named.find()) {
            if (!WORDS.contains(named.group(1))) {
                Matcher labels = LABEL.matcher(named.group(3) == null ? "" : named.group(3));
                Set<String> chosenBy = series.computeIfAbsent(named.group(1), name -> new TreeSet<>());
                while (labels.find()) {
                    chosenBy.add(labels.group(1));
                }
            }
        }
        return new Promql(series, grouping);
    }
}
