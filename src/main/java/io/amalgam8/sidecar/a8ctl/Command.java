package io.amalgam8.sidecar.a8ctl;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One of the commands.
 *
 * @param synopsis its name, its arguments and the options that matter
 * @param summary what it is for, in one line
 * @param shape adds its options and arguments
 */
record Command(String synopsis, String summary, Consumer<CommandSpec> shape, Deed deed) {

    static final String JSON = "--json";
    static final String OUTPUT = "--output";

    /** What a command does once its arguments are read. */
    @FunctionalInterface
    interface Deed {
        void run(Session session) throws FailedCommandException;
    }

    String name() {
        return synopsis.split(" ", 2)[0];
    }

    /** A command without options or arguments of its own. */
    static Consumer<CommandSpec> nothing() {
        return spec -> {};
    }

    /** An argument that has to be there. */
    static Consumer<CommandSpec> argument(String label, String description) {
        return spec -> spec.addPositional(PositionalParamSpec.builder()
                .type(String.class)
                .index(String.valueOf(spec.positionalParameters().size()))
                .arity("1")
                .required(true)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** Arguments of any number. */
    static Consumer<CommandSpec> arguments(String label, String description) {
        return spec -> spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** An option with one value. */
    static Consumer<CommandSpec> option(String name, String label, String description) {
        return option(name, String.class, label, description);
    }

    /** An option with one value of that type. */
    static Consumer<CommandSpec> option(String name, Class<?> type, String label, String description) {
        return spec -> spec.addOption(OptionSpec.builder(names(name))
                .type(type)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** An option that may be given many times, each time with one value. */
    static Consumer<CommandSpec> each(String name, String label, String description) {
        return spec -> spec.addOption(OptionSpec.builder(names(name))
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build());
    }

    /** An option without a value. */
    static Consumer<CommandSpec> flag(String name, String description) {
        return spec -> spec.addOption(
                OptionSpec.builder(names(name)).description(description).build());
    }

    /** How a list is shown. */
    static Consumer<CommandSpec> output() {
        return flag(JSON, "JSON instead of a table")
                .andThen(spec -> spec.addOption(OptionSpec.builder(OUTPUT, "-o")
                        .type(Format.class)
                        .arity("1")
                        .completionCandidates(List.of("json", "yaml", "table"))
                        .paramLabel("FORMAT")
                        .description("json, yaml or table")
                        .build()));
    }

    private static String[] names(String names) {
        return names.split(",");
    }
}
