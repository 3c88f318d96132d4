package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.Configuration;
import java.util.List;

/** What a command line asks for, once it has been read. */
public sealed interface Outcome {

    /** Start with this, or go on with it. */
    record Run(Configuration configuration, Basis basis) implements Outcome {}

    /** {@code --help}: show the text and end well. */
    record Help(String text) implements Outcome {}

    /** {@code --version}: show it and end well. */
    record Version() implements Outcome {}

    /** {@code --check} found nothing wrong: say so, show the warnings, and end well. */
    record Checked(Configuration configuration) implements Outcome {}

    /** {@code --print-config}: show the effective configuration, its secrets masked, and the warnings beside it, and end well. */
    record Printed(String yaml, List<String> warnings) implements Outcome {

        public Printed {
            warnings = List.copyOf(warnings);
        }
    }

    /** Nothing may be started: each problem is one line to show, and so is each warning, which may explain it. */
    record Invalid(List<String> problems, List<String> warnings) implements Outcome {

        public Invalid {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }
}
