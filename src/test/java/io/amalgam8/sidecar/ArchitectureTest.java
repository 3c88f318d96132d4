package io.amalgam8.sidecar;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rooms of the house and their doors, as the README's table names them. */
final class ArchitectureTest {

    private static final String ROOT = "io.amalgam8.sidecar";

    /** Which of our packages each one may import; the root may import all. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("config", Set.of("model")),
            Map.entry("settings", Set.of("words", "process", "tls", "files", "config", "model")),
            Map.entry("files", Set.of()),
            Map.entry("tls", Set.of("files", "config", "model")),
            Map.entry("routing", Set.of("model")),
            Map.entry("bus", Set.of("config", "model", "routing")),
            Map.entry("poll", Set.of()),
            Map.entry("process", Set.of()),
            Map.entry("metrics", Set.of("model")),
            Map.entry("wire", Set.of("model")),
            Map.entry("words", Set.of()),
            Map.entry("client", Set.of("words", "wire", "poll", "config", "model")),
            Map.entry("accesslog", Set.of("words", "metrics", "config", "model")),
            Map.entry("registration", Set.of("health", "client", "poll", "bus", "metrics", "config", "model")),
            Map.entry("health", Set.of("process", "poll", "bus", "config")),
            Map.entry("control", Set.of("client", "wire", "poll", "bus", "routing", "metrics", "config", "model")),
            Map.entry("balancing", Set.of("routing", "metrics", "config", "model")),
            Map.entry("tracing", Set.of("transport", "accesslog", "model")),
            Map.entry("transport", Set.of("tls", "metrics", "config", "model")),
            Map.entry(
                    "proxy",
                    Set.of(
                            "transport",
                            "tls",
                            "balancing",
                            "routing",
                            "bus",
                            "accesslog",
                            "tracing",
                            "metrics",
                            "config",
                            "model")),
            Map.entry("tcp", Set.of("routing", "bus", "config", "model")),
            Map.entry("shipping", Set.of("poll", "metrics", "config", "model")),
            Map.entry("supervisor", Set.of("process", "poll", "bus", "metrics", "config")),
            Map.entry("admin", Set.of("wire", "bus", "routing", "metrics", "config", "model")),
            Map.entry("controlplane", Set.of("config", "model")),
            Map.entry("ctl", Set.of("words", "terminal")),
            Map.entry("a8ctl", Set.of("words", "recipe", "terminal", "config", "model")),
            Map.entry("recipe", Set.of("config", "model")),
            Map.entry("terminal", Set.of()),
            Map.entry("demo", Set.of("words")));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        MAY_IMPORT.forEach((name, allowed) -> {
            Set<String> forbidden = new TreeSet<>(MAY_IMPORT.keySet());
            forbidden.removeAll(allowed);
            forbidden.remove(name);
            String[] packages =
                    forbidden.stream().map(other -> ROOT + "." + other + "..").toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + name + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT)
                    .allowEmptyShould(true)
                    .check(OURS);
        });
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> seen = new TreeSet<>();
        for (JavaClass type : OURS) {
            String name = type.getPackageName();
            if (!name.equals(ROOT)) {
                seen.add(name.substring(ROOT.length() + 1));
            }
        }
        assertThat(MAY_IMPORT.keySet()).containsAll(seen);
    }

    @Test
    void theCoreIsPure() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + ".model..", ROOT + ".routing..", ROOT + ".config..")
                .should()
                .onlyDependOnClassesThat(resideInAPackage("java..")
                        .or(resideInAPackage("org.jspecify.."))
                        .or(resideInAPackage(ROOT + ".model.."))
                        .or(resideInAPackage(ROOT + ".routing.."))
                        .or(resideInAPackage(ROOT + ".config..")))
                .check(OURS);
    }

    @Test
    void onlyTheRootDeploysVerticles() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("deployVerticle"))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(
                                                Vertx.class)))))
                .check(OURS);
    }

    @Test
    void aVerticleIsCalledOne() {
        classes()
                .that()
                .areAssignableTo(Deployable.class)
                .should()
                .haveSimpleNameEndingWith("Verticle")
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void noPackageIsADrawer() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..core..", "..internal..", "..helper..")
                .check(OURS);
    }
}
