package io.conversation.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Set;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows and habits that hold the code together; each rule is for any root package, so that fixtures can break it. */
final class ArchitectureRules {

    private static final String[] FEATURES = { "session", "event", "transfer", "follow", "feed", "erasure", "retention",
            "webhook", "console" };
    private static final String[] CROSS_CUTTING = { "json", "paging", "http", "problem", "database", "telemetry", "tenant",
            "openapi", "security", "settings" };
    private static final Set<String> CLOCKS = Set.of(Instant.class.getName(), LocalDate.class.getName(),
            LocalDateTime.class.getName(), OffsetDateTime.class.getName(), ZonedDateTime.class.getName());

    private ArchitectureRules() {
    }

    static ArchRule sessionsKnowNoEvents(String root) {
        return noClasses().that().resideInAPackage(root + ".session..")
                .should().dependOnClassesThat().resideInAPackage(root + ".event..");
    }

    static ArchRule crossCuttingPackagesKnowNoFeature(String root) {
        return noClasses().that(resideInAnyPackage(packages(root, CROSS_CUTTING)))
                .should().dependOnClassesThat(resideInAnyPackage(packages(root, FEATURES)));
    }

    static ArchRule theEmbeddedDatabaseKnowsNothingElse(String root) {
        return noClasses().that().resideInAPackage(root + ".embedded..")
                .should().dependOnClassesThat(resideInAPackage(root + "..").and(resideOutsideOfPackage(root + ".embedded..")));
    }

    static ArchRule oneClassKnowsTheEmbeddedDatabase(String root) {
        return noClasses().that().resideInAPackage(root + "..").and().resideOutsideOfPackage(root + ".embedded..")
                .and().doNotHaveFullyQualifiedName(root + ".database.EmbeddedDatabaseLifecycle")
                .should().dependOnClassesThat().resideInAPackage(root + ".embedded..");
    }

    static ArchRule packagesHaveNoCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    static ArchRule namesTellTheJob(String root) {
        return noClasses().that().resideInAPackage(root + "..")
                .should().haveSimpleNameEndingWith("Service").orShould().haveSimpleNameEndingWith("Manager")
                .orShould().haveSimpleNameEndingWith("Helper").orShould().haveSimpleNameEndingWith("Util")
                .orShould().haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Impl")
                .orShould().haveSimpleNameEndingWith("DTO").orShould().haveSimpleNameEndingWith("Dto")
                .orShould().haveSimpleNameStartingWith("Base");
    }

    static ArchRule thereIsOneClock(String root) {
        return noClasses().that().resideInAPackage(root + "..").and(makeNoClock())
                .should().accessTargetWhere(readsTheTime());
    }

    private static DescribedPredicate<JavaClass> makeNoClock() {
        return describe("do not produce the clock", type -> type.getMethods().stream()
                .noneMatch(method -> method.isAnnotatedWith(Produces.class)
                        && method.getRawReturnType().isEquivalentTo(Clock.class)));
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheTime() {
        return describe("reads the time past the clock", access -> {
            AccessTarget target = access.getTarget();
            String owner = target.getOwner().getName();
            return switch (target.getName()) {
                case "currentTimeMillis" -> owner.equals(System.class.getName());
                case "now" -> CLOCKS.contains(owner) && !hasParameter(target, Clock.class);
                case "systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds" ->
                    owner.equals(Clock.class.getName());
                case "<init>" -> owner.equals(Date.class.getName()) && !hasParameter(target, long.class);
                default -> false;
            };
        });
    }

    private static boolean hasParameter(AccessTarget target, Class<?> type) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream().anyMatch(parameter -> parameter.isEquivalentTo(type));
    }

    static ArchRule nothingIsInjectedIntoFields(String root) {
        return fields().that().areDeclaredInClassesThat().resideInAPackage(root + "..")
                .should().notBeAnnotatedWith(Inject.class).andShould().notBeAnnotatedWith(ConfigProperty.class)
                .allowEmptyShould(true);
    }

    static ArchRule nothingIsInjectedIntoMethods(String root) {
        return methods().that().areDeclaredInClassesThat().resideInAPackage(root + "..")
                .should().notBeAnnotatedWith(Inject.class).allowEmptyShould(true);
    }

    /** The names of the framework's own settings are not ours to map; ours are read by mappings alone. */
    static ArchRule settingsAreMapped(String root) {
        return noClasses().that().resideInAPackage(root + "..")
                .should().dependOnClassesThat(describe("look settings up by name", HasName.Predicates
                        .name(ConfigProvider.class.getName()).or(HasName.Predicates.name(Config.class.getName()))::test));
    }

    /** So nobody else can take a request for another's. */
    static ArchRule whoLetsInNamesTheTenant(String root) {
        return noClasses().that().resideInAPackage(root + "..")
                .and(resideOutsideOfPackages(root + ".security..", root + ".tenant..", root + ".kafka.."))
                .should().callMethodWhere(describe("names or settles a tenant", call -> isOfTenants(call.getTarget())));
    }

    private static boolean isOfTenants(AccessTarget target) {
        return target.getOwner().getPackageName().endsWith(".tenant") && Set.of("named", "settle").contains(target.getName());
    }

    private static String[] packages(String root, String[] names) {
        String[] packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = root + "." + names[i] + "..";
        }
        return packages;
    }
}
