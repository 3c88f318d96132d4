package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.amalgam8.sidecar.recipe.Checklist;
import io.amalgam8.sidecar.recipe.Checklist.Verdict;
import io.amalgam8.sidecar.recipe.InvalidRecipeException;
import io.amalgam8.sidecar.recipe.Recipe;
import java.io.File;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code recipe-run}. */
final class RecipeCommand {

    private static final int INCOMPLETE = 4;
    private static final int INVALID = 5;
    private static final String HEADER = "X-Request-ID";
    private static final List<String> COLUMNS = List.of("AssertionName", "Source", "Destination", "Result", "ErrorMsg");

    private RecipeCommand() {}

    static List<Command> all() {
        return List.of(new Command(
                "recipe-run --topology FILE --scenarios FILE [--checks FILE] [--header NAME] [--pattern REGEX]",
                "Makes services fail as scenarios say, and checks how those who call them take it.",
                options(),
                RecipeCommand::run));
    }

    private static Consumer<CommandSpec> options() {
        return Command.option("--topology", "FILE", "JSON or YAML: the services, and who of them calls whom")
                .andThen(Command.option(
                        "--scenarios",
                        "FILE",
                        "what fails: delay_requests, abort_requests, overload_service, crash_service,"
                                + " partition_services"))
                .andThen(Command.option(
                        "--checks",
                        "FILE",
                        "what is expected then: bounded_response_time, http_status, bounded_retries,"
                                + " circuit_breaker, at_most_requests; the failures end with them"))
                .andThen(Command.option(
                        "--header", "NAME", "the header of the calls that may fail (default: " + HEADER + ")"))
                .andThen(Command.option("--pattern", "REGEX", "what is found in it (default: *, whatever it is)"))
                .andThen(TestLoad.options())
                .andThen(Command.each(
                        CallLogs.LOGS,
                        "PATH",
                        "the checks read these access logs of sidecars, or those in that directory, and not the log"
                                + " server"))
                .andThen(Command.output());
    }

    private static void run(Session session) throws FailedCommandException {
        Given given = session.given();
        Optional<String> topology = given.text("--topology");
        Optional<String> scenarios = given.text("--scenarios");
        if (topology.isEmpty() || scenarios.isEmpty()) {
            throw new FailedCommandException(INCOMPLETE, "You must specify --topology and --scenarios");
        }
        String pattern = AnyPattern.within(given.text("--pattern").orElse(AnyPattern.ANY));
        TestLoad load = TestLoad.of(given, given.text("--header").orElse(HEADER), pattern);
        JsonNode services = document("Topology file", topology.get());
        JsonNode failures = document("Failure scenarios file", scenarios.get());
        Optional<Checklist> checks = checklist(given);
        Recipe recipe = valid(
                () -> Recipe.parse(UUID.randomUUID().toString(), load.header(), load.pattern(), services, failures));
        if (session.servers().isGremlinGiven()) {
            session.warn("The gremlin service is not asked: recipes run right here");
        }
        if (checks.isEmpty()) {
            session.controller().add(recipe.rules());
            session.say(
                    "Set the rules of recipe " + recipe.id() + " (rule-delete --tag " + recipe.id() + " deletes them)");
            return;
        }
        tell(session, verdicts(session, recipe, load, checks.get()));
    }

    private static List<Verdict> verdicts(Session session, Recipe recipe, TestLoad load, Checklist checks)
            throws FailedCommandException {
        CallLog log = CallLogs.of(session);
        try (PlantedRules rules = PlantedRules.plant(session, recipe)) {
            load.inject(session, rules.recipe());
            return checks.judge(log.calls(rules.recipe()));
        }
    }

    private static void tell(Session session, List<Verdict> verdicts) throws FailedCommandException {
        ArrayNode document = Json.array();
        verdicts.forEach(verdict -> document.add(verdict.toJson()));
        session.show(
                document,
                () -> new TextTable(
                        COLUMNS, verdicts.stream().map(RecipeCommand::row).toList()));
        if (!verdicts.stream().allMatch(Verdict::isPassed)) {
            throw new FailedCommandException(FailedCommandException.CHECK_FAILED, "");
        }
    }

    private static List<String> row(Verdict verdict) {
        return List.of(
                verdict.asGiven().path("name").asText(),
                verdict.asGiven().path("source").asText(),
                verdict.asGiven().path("dest").asText(),
                verdict.isPassed() ? "PASS" : "FAIL",
                verdict.problem());
    }

    private static Optional<Checklist> checklist(Given given) throws FailedCommandException {
        Optional<String> file = given.text("--checks");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        JsonNode document = document("Checklist file", file.get());
        return Optional.of(valid(() -> Checklist.parse(document)));
    }

    private static JsonNode document(String what, String file) throws FailedCommandException {
        if (!new File(file).isFile()) {
            throw new FailedCommandException(INCOMPLETE, what + " " + file + " not found");
        }
        return DocumentText.parse(file, RuleFile.text(file, InputStream.nullInputStream()));
    }

    /** Something that is read, and may make no sense. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws InvalidRecipeException;
    }

    private static <T> T valid(Reading<T> reading) throws FailedCommandException {
        try {
            return reading.read();
        } catch (InvalidRecipeException e) {
            throw new FailedCommandException(INVALID, e.reason());
        }
    }
}
