package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.terminal.Printable;
import io.amalgam8.sidecar.terminal.StandardOutput;
import io.amalgam8.sidecar.words.Misuse;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the verbs have in common: options, how they are read, and how it ends when they make no sense. */
final class Verb {

    private static final String HOST = "--admin_host";
    private static final String PORT = "--admin_port";
    private static final String JSON = "--json";

    private final CommandSpec spec;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream error;

    /** What a verb does once its options make sense. */
    @FunctionalInterface
    interface Deed {
        ExitCode run(ParseResult given, AdminClient client, Screen screen) throws FailedQuestionException;
    }

    Verb(String name, Map<String, String> environment, PrintStream out, PrintStream error) {
        this.environment = environment;
        this.out = out;
        this.error = error;
        spec = CommandSpec.create().name("a8sidecar " + name);
        spec.usageMessage().sortOptions(false).synopsisHeading("Usage: ");
        spec.addOption(OptionSpec.builder(HOST)
                .type(String.class)
                .paramLabel("HOST")
                .description("where the sidecar's admin API listens (default: " + AdminAddress.HOST
                        + ", if that is on the loopback, or else 127.0.0.1)")
                .build());
        spec.addOption(OptionSpec.builder(PORT)
                .type(String.class)
                .paramLabel("PORT")
                .description("and its port (default: " + AdminAddress.PORT + ", or else 5813)")
                .build());
        spec.addOption(
                OptionSpec.builder(JSON).description("JSON instead of text").build());
        spec.addOption(OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .description("this help")
                .build());
    }

    CommandSpec spec() {
        return spec;
    }

    /** Whether JSON is asked for. */
    static boolean wantsJson(ParseResult given) {
        return given.hasMatchedOption(JSON);
    }

    /** Parses and does it; gives the code to end with. */
    int run(List<String> arguments, Deed deed) {
        return StandardOutput.codeOf(spec.name(), answer(arguments, deed), out, error, StandardOutput::isPipe);
    }

    private int answer(List<String> arguments, Deed deed) {
        // A header that begins with @ is no file of arguments.
        CommandLine command = new CommandLine(spec).setExpandAtFiles(false);
        try {
            ParseResult given = command.parseArgs(arguments.toArray(String[]::new));
            if (given.isUsageHelpRequested()) {
                command.usage(out, Ansi.OFF);
                return ExitCode.GOOD.number();
            }
            return deed.run(given, new AdminClient(address(command, given)), new Screen(out, Ansi.AUTO))
                    .number();
        } catch (ParameterException e) {
            error.println(spec.name() + ": " + Printable.of(Misuse.of(e)) + " (see " + spec.name() + " --help)");
            return ExitCode.USAGE.number();
        } catch (FailedQuestionException e) {
            error.println(spec.name() + ": " + Printable.of(e.reason()));
            return e.code().number();
        }
    }

    /** As it was answered, for programs. */
    static String pretty(JsonNode document) {
        return document.toPrettyString();
    }

    private AdminAddress address(CommandLine command, ParseResult given) {
        String host = given.matchedOptionValue(HOST, AdminAddress.host(environment));
        String port = given.matchedOptionValue(PORT, AdminAddress.port(environment));
        return new AdminAddress(
                AdminAddress.readHost(host)
                        .orElseThrow(() -> wrong(command, HOST, host, "a host name or an IP address")),
                AdminAddress.readPort(port)
                        .orElseThrow(() -> wrong(
                                command, given.hasMatchedOption(PORT) ? PORT : AdminAddress.PORT, port, "1..65535")));
    }

    private static ParameterException wrong(CommandLine command, String name, String value, String expected) {
        return new ParameterException(command, name + ": " + value + " (expected: " + expected + ")");
    }
}
