package io.conversation.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

class ArchitectureTest {

    private static final String ROOT = "io.conversation";
    private static final String FIXTURES = "io.conversation.architecture.fixture";
    private static final JavaClasses SERVICE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages(FIXTURES);

    /** Each rule, and in whose breaking of it the fixture has to be caught. */
    static Stream<Arguments> rules() {
        return Stream.of(
                rule("sessions know no events", ArchitectureRules::sessionsKnowNoEvents, "session.SessionThatKnowsEvents"),
                rule("cross-cutting packages know no feature", ArchitectureRules::crossCuttingPackagesKnowNoFeature,
                        "database.IndexesOfEvents"),
                rule("the embedded database knows nothing else", ArchitectureRules::theEmbeddedDatabaseKnowsNothingElse,
                        "embedded.EmbeddedWithIndexes"),
                rule("one class knows the embedded database", ArchitectureRules::oneClassKnowsTheEmbeddedDatabase,
                        "transfer.ImportIntoEmbedded"),
                rule("packages have no cycles", ArchitectureRules::packagesHaveNoCycles, "Cycle detected"),
                rule("names tell the job", ArchitectureRules::namesTellTheJob, "transfer.TransferService"),
                rule("there is one clock", ArchitectureRules::thereIsOneClock, "event.EventWithATimeOfItsOwn"),
                rule("nothing is injected into fields", ArchitectureRules::nothingIsInjectedIntoFields,
                        "transfer.FieldInjected"),
                rule("nothing is injected into methods", ArchitectureRules::nothingIsInjectedIntoMethods,
                        "transfer.MethodInjected"),
                rule("settings are mapped", ArchitectureRules::settingsAreMapped, "transfer.LooksSettingsUp"),
                rule("who lets in names the tenant", ArchitectureRules::whoLetsInNamesTheTenant, "transfer.NamesATenant"));
    }

    private static Arguments rule(String name, Function<String, ArchRule> rule, String breaking) {
        return Arguments.of(name, rule, breaking);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_service_keeps_each_rule(String name, Function<String, ArchRule> rule, String breaking) {
        rule.apply(ROOT).check(SERVICE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void each_rule_catches_a_fixture_that_breaks_it(String name, Function<String, ArchRule> rule, String breaking) {
        assertThatThrownBy(() -> rule.apply(FIXTURES).check(FIXTURE)).isInstanceOf(AssertionError.class)
                .hasMessageContaining(breaking);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("timesThatAreRead")
    void each_way_to_read_the_time_is_caught(String method) {
        assertThatThrownBy(() -> ArchitectureRules.thereIsOneClock(FIXTURES).check(FIXTURE)).hasMessageContaining(method);
    }

    static Stream<String> timesThatAreRead() {
        return Stream.of("java.lang.System.currentTimeMillis()", "java.time.Instant.now()", "java.time.Clock.systemUTC()",
                "java.util.Date.<init>()");
    }

    @Test
    void the_rules_look_at_every_package_of_the_service() {
        assertThat(SERVICE.stream().map(type -> type.getPackageName().replaceFirst("^io\\.conversation\\.", "")).distinct())
                .containsExactlyInAnyOrder("session", "event", "transfer", "follow", "feed", "erasure", "console", "openapi",
                        "json",
                        "paging",
                        "http", "problem", "database", "telemetry", "tenant", "embedded", "security",
                        "retention", "settings", "kafka", "webhook");
    }
}
