package io.amalgam8.sidecar.ctl;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The verb {@code status}: how a running sidecar stands, on one screen. */
public final class StatusCommand {

    private StatusCommand() {}

    /**
     * Runs it.
     *
     * @param arguments what follows the verb
     * @return the exit code: 0 ready, 1 degraded, 2 wrong arguments, 3 an unexpected answer, 4 nobody can be asked, 5 not
     *     ready
     */
    public static int run(List<String> arguments, Map<String, String> environment) {
        return run(arguments, environment, System.out, System.err);
    }

    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream error) {
        Verb verb = new Verb("status", environment, out, error);
        describe(verb.spec());
        return verb.run(arguments, StatusCommand::show);
    }

    private static void describe(CommandSpec spec) {
        spec.usageMessage()
                .customSynopsis("a8sidecar status [OPTION...]")
                .description(
                        "Shows how a running sidecar stands: whether it is ready and why not, its control plane and how"
                                + " old its word is, registration, services with their versions and instances, rules"
                                + " by what became of them, and which instances are ejected.",
                        "",
                        "The share beside a version is its part of the calls that bear no header; rules that match"
                                + " headers may send others elsewhere: see explain.",
                        "")
                .footer("", """
                        Exit codes
                          0   ready
                          1   degraded: it serves calls by what it knows
                          2   wrong usage
                          3   its answer is not the admin API's
                          4   no sidecar can be reached there
                          5   not ready: it starts, ends, drains, or knows nothing yet
                          74  the screen cannot be written""");
    }

    private static ExitCode show(ParseResult given, AdminClient client, Screen screen) throws FailedQuestionException {
        StatusReport report = StatusReport.ask(client);
        if (Verb.wantsJson(given)) {
            screen.raw(Verb.pretty(report.toJson()));
        } else {
            new StatusText(screen, report, InstantSource.system()).print();
        }
        return report.exitCode();
    }
}
