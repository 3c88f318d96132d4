package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.process.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a start itself would tell, and {@code --check} has to look for: programs that are not there, and a log directory
 * that cannot be written. Each gets a warning, since the check may be made on another machine than the start.
 */
final class StartChecks {

    private final Values values;
    private final Findings findings;
    private final Map<String, String> environment;

    StartChecks(Values values, Findings findings, Map<String, String> environment) {
        this.values = values;
        this.findings = findings;
        this.environment = environment;
    }

    void warn() {
        if (values.isOn(Options.SUPERVISE)) {
            values.read(Options.APP)
                    .map(CommandOptions::application)
                    .ifPresent(application -> warnOfProgram(Options.APP, application));
            values.read(Options.COMMANDS)
                    .orElse(List.of())
                    .forEach(command -> warnOfProgram(Options.COMMANDS, command));
        }
        if (values.isOn(Options.PROXY)) {
            warnOfLogDirectory();
        }
    }

    /** It is looked up as the start does, on the PATH that the command gets. */
    private void warnOfProgram(Option<?> option, CommandOptions options) {
        Map<String, String> own = options.environment().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, variable -> variable.getValue().value()));
        Command command = Command.inheriting(options.words(), environment).with(own);
        command.hindrance()
                .ifPresent(missing -> findings.warning(name(option) + ": the start would end with " + missing.exitCode()
                        + ": " + missing.getMessage()));
    }

    private void warnOfLogDirectory() {
        values.read(LogOptions.LOG_DIR)
                .filter(directory -> !directory.equals(Assembly.STANDARD_OUTPUT))
                .filter(directory -> !FileChecks.isWritableDirectory(Path.of(directory)))
                .ifPresent(directory -> findings.warning(name(LogOptions.LOG_DIR) + ": " + directory
                        + " cannot be written: the access log would go to standard output (expected: a directory that"
                        + " we may write, or stdout)"));
    }

    private String name(Option<?> option) {
        return values.given(option).orElseThrow().name();
    }
}
