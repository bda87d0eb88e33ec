package io.conversation.telemetry;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.conversation.ConversationClient;
import io.conversation.fault.Waiting;

/** The series that a running service shows after a little of everything, each with its labels. */
record RunningMeters(Map<String, Set<String>> series, Set<String> families) {

    /** What Prometheus or Kubernetes say of whom they ask. */
    static final Set<String> OF_THE_TARGET = Set.of("namespace", "job", "pod", "instance");
    /** There from the first collection of garbage on; a native program never has it. */
    private static final Map<String, Set<String>> LATER = Map.of("jvm_gc_pause_seconds_sum", Set.of("action", "cause", "gc"));
    private static final Map<String, Set<String>> OF_PROMETHEUS = Map.of("up", Set.of());
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"(\\\\.|[^\"\\\\])*\"");

    static RunningMeters afterAStory(ConversationClient client) throws Exception {
        String id = client.createFresh("call");
        client.append(id, newEvent("e1")).expectCreated();
        client.append(id, newEvent("e1")).expect(200);
        client.complete(id).expect(200);
        client.session(id, "").expect(200);
        Waiting.until("the requests are counted", () -> metrics(client).contains("http_server_requests_seconds_bucket"));
        return of(metrics(client));
    }

    private static String metrics(ConversationClient client) {
        return client.get("/q/metrics").expect(200).text();
    }

    private static RunningMeters of(String text) {
        Map<String, Set<String>> series = new TreeMap<>(OF_PROMETHEUS);
        series.putAll(LATER);
        Set<String> families = new TreeSet<>();
        text.lines().forEach(line -> {
            Matcher shown = LINE.matcher(line);
            if (line.startsWith("# TYPE ")) {
                families.add(line.split(" ")[2]);
            } else if (shown.matches()) {
                Set<String> labels = new TreeSet<>(series.getOrDefault(shown.group(1), Set.of()));
                Matcher label = LABEL.matcher(shown.group(3) == null ? "" : shown.group(3));
                while (label.find()) {
                    labels.add(label.group(1));
                }
                series.put(shown.group(1), labels);
            }
        });
        return new RunningMeters(series, families);
    }

    /** Fails for what names a series or a label that there is not. */
    void assertShown(String expression) {
        Promql promql = Promql.of(expression);
        Set<String> labels = new TreeSet<>(OF_THE_TARGET);
        promql.series().forEach((name, chosenBy) -> {
            assertThat(series).as("series at /q/metrics, for%n%s", expression).containsKey(name);
            Set<String> has = new TreeSet<>(series.get(name));
            has.addAll(OF_THE_TARGET);
            assertThat(has).as("labels of %s", name).containsAll(chosenBy);
            labels.addAll(has);
        });
        assertThat(promql.series()).as(expression).isNotEmpty();
        assertThat(labels).as("labels to group by in%n%s", expression).containsAll(promql.grouping());
    }
}
