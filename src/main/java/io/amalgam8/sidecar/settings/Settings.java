package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns a command line and an environment into a configuration, or into all that is wrong with them.
 *
 * <p>A flag is stronger than a variable, a variable than the YAML file, the file than a default. Nothing is bound,
 * sent or started here; the files that are named are read, so that a mistake in them is found, too.
 */
public final class Settings {

    /** How errors call the document that Vert.x's launcher hands over. */
    private static final String LAUNCHER = "-conf";

    private final Findings findings = new Findings();
    private final Map<String, String> environment;
    private final Supplier<Optional<String>> machineAddress;

    private Settings(Map<String, String> environment, Supplier<Optional<String>> machineAddress) {
        this.environment = environment;
        this.machineAddress = machineAddress;
    }

    /** Reads flags and the application's words as {@code main} gets them; verbs have been taken off before. */
    public static Outcome read(List<String> arguments, Map<String, String> environment) {
        return read(arguments, environment, Machine::address);
    }

    /** Reads what Vert.x's launcher was given: a JSON object of the YAML file's shape, in its place. */
    public static Outcome readJson(String json, Map<String, String> environment) {
        return new Settings(environment, Machine::address).readDocument(json);
    }

    /** The table of all options for the README, in Markdown. */
    public static String optionTable() {
        return OptionTable.render();
    }

    /** The YAML file that shows every key with its default. */
    public static String exampleFile() {
        return YamlLayout.example();
    }

    static Outcome read(
            List<String> arguments, Map<String, String> environment, Supplier<Optional<String>> machineAddress) {
        return new Settings(environment, machineAddress).readCommandLine(arguments);
    }

    private Outcome readCommandLine(List<String> arguments) {
        Map<Option<?>, Given> flags = new CommandLineReader(findings).read(arguments);
        Values alone = Values.of(List.of(flags), Optional::empty);
        if (alone.isOn(Options.HELP)) {
            return new Outcome.Help(HelpText.render());
        }
        if (alone.isOn(Options.VERSION)) {
            return new Outcome.Version();
        }
        Map<Option<?>, Given> variables = EnvironmentReader.read(environment, findings);
        List<Map<Option<?>, Given>> layers = new ArrayList<>(List.of(flags, variables));
        layers.add(readFile(Values.of(layers, Optional::empty)));
        return conclude(Values.of(layers, machineAddress));
    }

    private Outcome readDocument(String json) {
        Map<Option<?>, Given> variables = EnvironmentReader.read(environment, findings);
        Map<Option<?>, Given> document = readTree(() -> JsonText.parse(LAUNCHER, json));
        Map<Option<?>, Given> file = readFile(Values.of(List.of(variables), Optional::empty));
        if (!document.isEmpty() && variables.containsKey(Options.CONFIG)) {
            Given config = variables.get(Options.CONFIG);
            findings.problem(config.name() + ": given beside " + LAUNCHER + " (expected: only one of them)");
        }
        return conclude(Values.of(List.of(variables, document, file), machineAddress));
    }

    private Map<Option<?>, Given> readFile(Values values) {
        Optional<Path> path = values.read(Options.CONFIG);
        if (path.isEmpty()) {
            return Map.of();
        }
        String name = values.given(Options.CONFIG).orElseThrow().name();
        Path file = path.get();
        return readTree(() -> YamlText.parse(file.toString(), FileChecks.read(name, file)));
    }

    private Map<Option<?>, Given> readTree(Supplier<Tree> parsing) {
        try {
            return TreeReader.read(parsing.get(), findings);
        } catch (InvalidValueException e) {
            findings.problemThatHidesOthers(e.reason());
            return Map.of();
        }
    }

    private Outcome conclude(Values values) {
        values.problems().forEach(findings::problem);
        new WholeChecks(values, findings).run();
        new Surprises(values, findings).warn();
        if (values.isOn(Options.CHECK)) {
            new StartChecks(values, findings, environment).warn();
        }
        if (findings.hasProblems()) {
            return new Outcome.Invalid(findings.problems(), findings.warnings());
        }
        if (values.isOn(Options.PRINT_CONFIG)) {
            return new Outcome.Printed(YamlLayout.effective(values), findings.warnings());
        }
        Configuration configuration = new Assembly(values).configuration(findings.warnings());
        return values.isOn(Options.CHECK)
                ? new Outcome.Checked(configuration)
                : new Outcome.Run(configuration, Basis.of(values));
    }
}
