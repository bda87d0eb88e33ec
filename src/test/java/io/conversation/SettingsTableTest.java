package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The README's table of settings is that of the code. A row names one setting, or several with as many defaults, where
 * {@code …_MOST} stands for the name before it with another end; a default in words is that of a setting which has none in
 * code.
 */
class SettingsTableTest {

    private static final String ADD = "add a row to the table in README.md, in the section Settings: | `%s` | `%s` | what it does |";

    /** By the name of the variable; null where it is told in words. */
    private static final Map<String, String> OF_CODE = new TreeMap<>();
    private static final Map<String, List<String>> OF_TABLE = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        Settings.defaults(SettingsTest.MAPPINGS).forEach((name, value) -> OF_CODE.put(variable(name), value));
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            within = line.startsWith("## ") ? line.equals("## Settings") : within;
            if (within && line.startsWith("| `")) {
                readRow(line);
            }
        }
    }

    private static void readRow(String line) {
        String[] cells = line.split("\\|", -1);
        List<String> names = items(cells[1]);
        List<String> defaults = items(cells[2]);
        assertThat(defaults).as("as many defaults as names, an empty one between commas, in the row%n%s", line)
                .hasSameSizeAs(names);
        String full = "";
        for (int i = 0; i < names.size(); i++) {
            full = names.get(i).startsWith("`…") ? sibling(full, bare(names.get(i)).substring(1)) : bare(names.get(i));
            OF_TABLE.computeIfAbsent(full, name -> new ArrayList<>()).add(defaults.get(i));
        }
    }

    /** Commas within backticks are a value's own. */
    private static List<String> items(String cell) {
        return List.of(cell.strip().split(",(?=(?:[^`]*`[^`]*`)*[^`]*$)", -1)).stream().map(String::strip).toList();
    }

    private static String sibling(String before, String end) {
        List<String> all = OF_CODE.keySet().stream().filter(name -> name.endsWith(end))
                .filter(name -> before.startsWith(name.substring(0, name.length() - end.length() + 1))).toList();
        assertThat(all).as("…%s after %s stands for one setting", end, before).hasSize(1);
        return all.getFirst();
    }

    private static String bare(String quoted) {
        return quoted.replace("`", "");
    }

    private static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    @Test
    void each_setting_is_in_the_table_once() {
        OF_CODE.forEach((name, value) -> assertThat(OF_TABLE.getOrDefault(name, List.of()))
                .as("rows of %s; if there is none, " + ADD, name, name, value == null ? "" : value).hasSize(1));
    }

    @Test
    void the_table_shows_the_default_of_the_code() {
        OF_CODE.forEach((name, value) -> {
            String shown = OF_TABLE.get(name).getFirst();
            if (value == null) {
                assertThat(shown).as("%s has no default in code, so the table shows none, or tells it in words", name)
                        .doesNotContain("`");
            } else {
                assertThat(shown).as("the default of %s in README.md", name).isEqualTo("`" + value + "`");
            }
        });
    }

    @Test
    void no_row_names_what_is_no_setting() {
        assertThat(OF_TABLE.keySet().stream().filter(name -> !name.startsWith("QUARKUS_")))
                .as("rows of README.md that are no setting").allSatisfy(name -> assertThat(OF_CODE).containsKey(name));
    }

    @Test
    void the_frameworks_settings_are_there_with_the_default_that_the_service_gives_them() throws IOException {
        Map<String, String> framework = frameworkDefaults();
        Properties own = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            own.load(file);
        }
        own.forEach((name, value) -> framework.put(variable((String) name), (String) value));
        OF_TABLE.entrySet().stream().filter(row -> row.getKey().startsWith("QUARKUS_")).forEach(row -> {
            assertThat(framework).as("settings of the framework").containsKey(row.getKey());
            String value = framework.get(row.getKey());
            assertThat(row.getValue()).as("the default of %s in README.md", row.getKey())
                    .containsExactly(value == null ? "" : "`" + value + "`");
        });
    }

    /** As its extensions tell of themselves. */
    private static Map<String, String> frameworkDefaults() throws IOException {
        Map<String, String> defaults = new HashMap<>();
        for (URL model : Collections.list(Thread.currentThread().getContextClassLoader()
                .getResources("META-INF/quarkus-config-doc/quarkus-config-model.json"))) {
            try (InputStream json = model.openStream()) {
                add(new ObjectMapper().readTree(json), defaults);
            }
        }
        return defaults;
    }

    private static void add(JsonNode node, Map<String, String> defaults) {
        JsonNode name = node.path("path").path("environmentVariable");
        if (name.isTextual()) {
            defaults.put(name.asText(), node.path("defaultValue").asText(null));
        }
        node.forEach(child -> add(child, defaults));
    }
}
