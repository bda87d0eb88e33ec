package io.conversation.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

/** docs/alerts.yaml asks for meters that there are, and docs/OPERATIONS.md says of each alert, and of no other, what to do. */
@QuarkusTest
class AlertsTest {

    private static final Path OPERATIONS = Path.of("docs", "OPERATIONS.md");
    private static final String HEADING = "### ";
    private static final Pattern IN_TEXT = Pattern.compile("\\$labels\\.(\\w+)");
    private static final List<JsonNode> ALERTS = new ArrayList<>();
    /** What follows the heading of each, by its name. */
    private static final Map<String, String> EXPLAINED = new LinkedHashMap<>();

    private final ConversationClient client = new ConversationClient();

    @BeforeAll
    static void read() throws IOException {
        ALERTS.clear();
        new ObjectMapper(new YAMLFactory()).readTree(Path.of("docs/alerts.yaml").toFile()).at("/groups")
                .forEach(group -> group.at("/rules").forEach(ALERTS::add));
        EXPLAINED.clear();
        String heading = null;
        boolean within = false;
        for (String line : Files.readAllLines(OPERATIONS)) {
            within = line.startsWith("## ") ? line.equals("## Alerts") : within;
            if (within && line.startsWith(HEADING)) {
                heading = line.substring(HEADING.length());
                EXPLAINED.put(heading, "");
            } else if (within && heading != null) {
                EXPLAINED.merge(heading, line, String::concat);
            }
        }
    }

    private static String name(JsonNode alert) {
        return alert.path("alert").asText();
    }

    @Test
    void they_ask_for_meters_and_labels_that_there_are() throws Exception {
        RunningMeters running = RunningMeters.afterAStory(client);
        assertThat(ALERTS).hasSizeGreaterThan(10)
                .allSatisfy(alert -> running.assertShown(alert.path("expr").asText()));
    }

    @Test
    void each_is_explained_in_the_operations_and_nothing_else_is() {
        assertThat(EXPLAINED.keySet()).as("the headings of the section Alerts in %s", OPERATIONS)
                .containsExactlyElementsOf(ALERTS.stream().map(AlertsTest::name).toList());
        EXPLAINED.forEach((name, text) -> assertThat(text).as(name).hasSizeGreaterThan(80));
    }

    @Test
    void each_says_how_grave_it_is_what_it_means_and_where_to_read_on() {
        assertThat(ALERTS).allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).as(name(alert)).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).as(name(alert)).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).as(name(alert)).isNotBlank();
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .endsWith("docs/OPERATIONS.md#" + name(alert).toLowerCase(Locale.ROOT));
        });
        assertThat(ALERTS.stream().map(AlertsTest::name)).doesNotHaveDuplicates();
    }

    @Test
    void their_texts_name_labels_that_are_left() {
        assertThat(ALERTS).allSatisfy(alert -> {
            Matcher label = IN_TEXT.matcher(alert.path("annotations").toString());
            while (label.find()) {
                assertThat(RunningMeters.OF_THE_TARGET).contains(label.group(1));
                assertThat(alert.path("expr").asText()).as("no label is left by a sum").doesNotContain("sum ");
            }
        });
    }
}
