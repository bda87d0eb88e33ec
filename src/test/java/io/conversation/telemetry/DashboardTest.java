package io.conversation.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

/** docs/grafana-dashboard.json shows meters that there are, and every one that the service has of its own. */
@QuarkusTest
class DashboardTest {

    /** With the reason why no panel shows it. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "conversation_append_group_max", "the buckets tell more",
            "conversation_append_wait_seconds_max", "the buckets tell more");
    private static final String DATA_SOURCE = "${datasource}";
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    private static JsonNode dashboard;
    private static final List<JsonNode> PANELS = new ArrayList<>();

    private final ConversationClient client = new ConversationClient();

    @BeforeAll
    static void read() throws IOException {
        dashboard = new ObjectMapper().readTree(Path.of("docs/grafana-dashboard.json").toFile());
        PANELS.clear();
        dashboard.at("/panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                PANELS.add(panel);
            }
        });
    }

    private static List<String> expressions() {
        return PANELS.stream().flatMap(panel -> panel.at("/targets").findValuesAsText("expr").stream()).toList();
    }

    @Test
    void it_shows_meters_and_labels_that_there_are() throws Exception {
        RunningMeters running = RunningMeters.afterAStory(client);
        assertThat(expressions()).hasSizeGreaterThan(40).allSatisfy(running::assertShown);
        for (JsonNode variable : dashboard.at("/templating/list")) {
            if (variable.path("type").asText().equals("query")) {
                running.assertShown(variable.at("/query/query").asText().replaceFirst("label_values\\((.*), (\\w+)\\)",
                        "sum by ($2) ($1)"));
            }
        }
    }

    @Test
    void it_shows_every_meter_of_the_service_or_the_reason_why_not_is_named_here() throws Exception {
        Set<String> shown = new HashSet<>();
        expressions().forEach(expression -> shown.addAll(Promql.of(expression).series().keySet()));
        assertThat(RunningMeters.afterAStory(client).families().stream().filter(name -> name.startsWith("conversation_"))
                .filter(name -> !LEFT_OUT.containsKey(name))).as("add a panel, or a reason to LEFT_OUT")
                .allSatisfy(name -> assertThat(shown).containsAnyOf(name, name + "_total", name + "_bucket", name + "_count",
                        name + "_sum"));
    }

    @Test
    void legends_tell_labels_that_are_left_by_the_grouping() {
        PANELS.forEach(panel -> panel.at("/targets").forEach(target -> {
            Matcher label = IN_LEGEND.matcher(target.path("legendFormat").asText());
            while (label.find()) {
                assertThat(Promql.of(target.path("expr").asText()).grouping()).as(target.toString()).contains(label.group(1));
            }
        }));
    }

    @Test
    void each_panel_says_what_it_shows_in_which_unit_and_takes_the_chosen_data_source() {
        assertThat(PANELS).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).as(panel.path("title").asText()).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(panel.path("title").asText()).isNotBlank();
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo(DATA_SOURCE);
            panel.at("/targets").forEach(target -> {
                assertThat(target.at("/datasource/uid").asText()).isEqualTo(DATA_SOURCE);
                assertThat(target.path("expr").asText()).contains("namespace=~\"$namespace\"", "job=~\"$job\"",
                        "instance=~\"$instance\"");
            });
        });
        assertThat(PANELS.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
    }

    @Test
    void no_panel_covers_another() {
        Set<String> taken = new HashSet<>();
        dashboard.at("/panels").forEach(panel -> {
            JsonNode place = panel.path("gridPos");
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = place.path("x").asInt(); x < place.path("x").asInt() + place.path("w").asInt(); x++) {
                for (int y = place.path("y").asInt(); y < place.path("y").asInt() + place.path("h").asInt(); y++) {
                    assertThat(taken.add(x + "," + y)).as(panel.path("title").asText()).isTrue();
                }
            }
        });
    }
}
