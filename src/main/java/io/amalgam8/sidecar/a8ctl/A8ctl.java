package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.terminal.Printable;
import io.amalgam8.sidecar.terminal.StandardOutput;
import io.amalgam8.sidecar.words.Misuse;
import io.amalgam8.sidecar.words.Version;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program {@code a8ctl}, which is also {@code a8sidecar ctl}: one command, done and told. */
public final class A8ctl {

    static final String NAME = "a8ctl";

    /** EX_USAGE of sysexits.h. */
    private static final int USAGE = 64;

    private static final String UNREAD = "\ufffd";
    private static final Pattern UNDERSCORED = Pattern.compile("--a8_[a-z_]+");

    private final List<Command> commands = all();
    private final CommandLine line;

    private A8ctl() {
        this.line = new CommandLine(spec(commands)).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Runs it.
     *
     * @param arguments the command's name and what follows
     * @return the exit code: 0 when it is done, 1 when a recipe's check has failed, 2 when a server cannot be reached, 3
     *     for an answer that was not expected, 4 and up for arguments that make no sense, 69 when a recipe's calls
     *     could not be made, 74 when the results cannot be written
     */
    public static int run(List<String> arguments, Map<String, String> environment) {
        return run(arguments, environment, Streams.ofTheProcess(), StandardOutput::isPipe);
    }

    static int run(List<String> arguments, Map<String, String> environment, Streams streams) {
        return run(arguments, environment, streams, () -> false);
    }

    static int run(
            List<String> arguments, Map<String, String> environment, Streams streams, BooleanSupplier writesToPipe) {
        int code = new A8ctl().runOne(withoutVerb(arguments), environment, streams);
        streams.flush();
        return code == 0 ? StandardOutput.codeOf(NAME, code, streams.out(), streams.error(), writesToPipe) : code;
    }

    /** As {@code a8sidecar} takes them: {@code help}, with a command or without, and {@code version}. */
    private static List<String> withoutVerb(List<String> arguments) {
        String verb = arguments.isEmpty() ? "" : arguments.get(0);
        return switch (verb) {
            case "help" ->
                Stream.concat(arguments.stream().skip(1), Stream.of("--help")).toList();
            case "version" ->
                Stream.concat(Stream.of("--version"), arguments.stream().skip(1))
                        .toList();
            default -> arguments;
        };
    }

    /** A script for a shell that completes what is typed. */
    static String completion() {
        return AutoComplete.bash(NAME, new A8ctl().line);
    }

    private static List<Command> all() {
        return Stream.of(
                        ServiceCommands.all(),
                        RouteCommands.all(),
                        TrafficCommands.all(),
                        ActionCommands.all(),
                        RuleCommands.all(),
                        RecipeCommand.all(),
                        CompletionCommand.all(),
                        DeprecatedCommands.all())
                .flatMap(List::stream)
                .toList();
    }

    private int runOne(List<String> arguments, Map<String, String> environment, Streams streams) {
        try {
            requireReadable(arguments);
            ParseResult all =
                    line.parseArgs(arguments.stream().map(A8ctl::withDashes).toArray(String[]::new));
            ParseResult own = all.hasSubcommand() ? all.subcommand() : all;
            if (own.isUsageHelpRequested() || arguments.isEmpty()) {
                own.commandSpec().commandLine().usage(streams.out(), Ansi.OFF);
                return 0;
            }
            if (all.isVersionHelpRequested()) {
                streams.out().println(NAME + " " + Version.current());
                return 0;
            }
            Given given = new Given(all, environment);
            Command command = commands.stream()
                    .filter(known -> known.name().equals(own.commandSpec().name()))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(line, "no command (expected: such as service-list)"));
            command.deed().run(new Session(given, new Servers(given, streams), streams));
            return 0;
        } catch (ParameterException e) {
            String name = e.getCommandLine().getCommandSpec().qualifiedName();
            streams.error().println(Printable.of(name + ": " + Misuse.of(e) + " (see " + name + " --help)"));
            return USAGE;
        } catch (FailedCommandException e) {
            e.reason().lines().map(Printable::of).forEach(streams.error()::println);
            return e.code();
        }
    }

    /** Java has put U+FFFD for each byte that the locale knows no letter for: what was meant is lost. */
    private static void requireReadable(List<String> arguments) throws FailedCommandException {
        for (String argument : arguments) {
            if (argument.contains(UNREAD)) {
                throw new FailedCommandException(
                        USAGE,
                        NAME + ": " + argument
                                + ": letters that the locale cannot read (expected: one of UTF-8, such as"
                                + " LC_ALL=C.UTF-8)");
            }
        }
    }

    private static CommandSpec spec(List<Command> commands) {
        CommandSpec root = CommandSpec.create().name(NAME);
        root.usageMessage()
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis(NAME + " [OPTION...] COMMAND [ARGUMENT...]")
                .description(
                        "Steers a system through its registry and its controller: which version of a service gets which"
                                + " calls, and which faults are injected. It is the same as a8sidecar ctl.",
                        "")
                .optionListHeading("Options [variable, default]%n")
                .commandListHeading("%nCommands (each has a --help of its own)%n")
                .footer("", """
                        Exit codes
                          0        done
                          1        a check of a recipe has failed
                          2        a server cannot be reached
                          3        a server answered what was not expected; its answer is shown
                          4, 5, …  arguments that make no sense; 64 for what is no command line of a8ctl
                          69       the calls of a recipe could not be made: its load script has failed
                          74       the results cannot be written""");
        Servers.addOptions(root, false);
        root.addOption(help());
        root.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .description("the version")
                .build());
        commands.forEach(command -> root.addSubcommand(command.name(), spec(command)));
        return root;
    }

    private static CommandSpec spec(Command command) {
        CommandSpec spec = CommandSpec.create().name(command.name());
        spec.usageMessage()
                .sortOptions(false)
                .synopsisHeading("Usage: ")
                .customSynopsis(NAME + " " + command.synopsis())
                .description(command.summary(), "")
                .footer("", "Where the servers are: see " + NAME + " --help.");
        command.shape().accept(spec);
        Servers.addOptions(spec, true);
        return spec.addOption(help());
    }

    private static OptionSpec help() {
        return OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .description("this help")
                .build();
    }

    /** The options of all commands may be written as variables are. */
    private static String withDashes(String argument) {
        Matcher underscored = UNDERSCORED.matcher(argument);
        if (!underscored.lookingAt()) {
            return argument;
        }
        return underscored.group().replace('_', '-') + argument.substring(underscored.end());
    }
}
