package io.amalgam8.sidecar;

import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.terminal.StandardOutput;
import io.amalgam8.sidecar.words.Version;
import java.util.List;

/** What the program says when it starts nothing. Problems and warnings go to standard error. */
final class Console {

    private Console() {}

    /** Prints what is not a sidecar to run; gives the code to end with. */
    static int show(Outcome outcome) {
        if (outcome instanceof Outcome.Invalid invalid) {
            warn(invalid.warnings());
            return refuse("a8sidecar", invalid.problems());
        }
        if (outcome instanceof Outcome.Printed printed) {
            warn(printed.warnings());
        }
        if (outcome instanceof Outcome.Checked checked) {
            warn(checked.configuration().warnings());
        }
        System.out.print(text(outcome));
        return StandardOutput.codeOf("a8sidecar", Exit.CLEAN);
    }

    private static String text(Outcome outcome) {
        if (outcome instanceof Outcome.Help help) {
            return help.text();
        }
        if (outcome instanceof Outcome.Printed printed) {
            return printed.yaml();
        }
        if (outcome instanceof Outcome.Checked) {
            return "the configuration is valid\n";
        }
        return "a8sidecar " + Version.current() + "\n";
    }

    private static void warn(List<String> warnings) {
        warnings.forEach(warning -> System.err.println("a8sidecar: warning: " + warning));
    }

    /** Prints all problems of that program or verb; gives the code to end with. */
    static int refuse(String program, List<String> problems) {
        problems.forEach(problem -> System.err.println(program + ": " + problem));
        return Exit.CONFIGURATION;
    }
}
