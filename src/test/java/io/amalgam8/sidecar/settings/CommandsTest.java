package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.CommandOptions.Ending;
import io.amalgam8.sidecar.config.CommandOptions.OnExit;
import io.amalgam8.sidecar.config.CommandOptions.Restart;
import io.amalgam8.sidecar.config.CommandOptions.StopSignal;
import io.amalgam8.sidecar.config.CommandOptions.Stopping;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to run and watch, as the file tells it. */
final class CommandsTest {

    private static final String CANARY = "kanarienvogel";

    @TempDir
    private Path directory;

    @Test
    void aCommandAloneIsIgnoredWhenItEndsAndEndsWithItsWholeGroup() throws IOException {
        assertThat(configuration("commands: [{cmd: [nginx, -q]}]").commands())
                .containsExactly(new CommandOptions(
                        List.of("nginx", "-q"),
                        Map.of(),
                        new Ending(OnExit.IGNORE, Restart.NEVER),
                        new Stopping(Optional.empty(), Optional.empty(), true)));
    }

    @Test
    void aFileTellsAllOfIt() throws IOException {
        assertThat(configuration("""
                        commands:
                          - cmd: [nginx, "-g", daemon off;]
                            env: [A=1, "B=x=y, z", C=]
                            on_exit: ignore
                            kill_group: false
                            restart: always
                            stop_signal: QUIT
                            stop_timeout: 1m30s
                          - cmd:
                              - python
                              - "line\\nbreak \\x7f \\U0001F600 {a: b}"
                            on_exit: terminate
                            restart: on-failure
                            stop_signal: SIGINT
                        shutdown_timeout: 2m
                        """).commands())
                .containsExactly(
                        new CommandOptions(
                                List.of("nginx", "-g", "daemon off;"),
                                Map.of("A", new Secret("1"), "B", new Secret("x=y, z"), "C", new Secret("")),
                                new Ending(OnExit.IGNORE, Restart.ALWAYS),
                                new Stopping(Optional.of(StopSignal.QUIT), Optional.of(Duration.ofSeconds(90)), false)),
                        new CommandOptions(
                                List.of("python", "line\nbreak \u007f \ud83d\ude00 {a: b}"),
                                Map.of(),
                                new Ending(OnExit.TERMINATE, Restart.ON_FAILURE),
                                new Stopping(Optional.of(StopSignal.INT), Optional.empty(), true)));
    }

    @Test
    void theApplicationOfTheCommandLineIsTheFirstOfThem() throws IOException {
        assertThat(configuration("commands: [{cmd: [nginx]}]", "python", "app.py")
                        .commands())
                .hasSize(2)
                .first()
                .isEqualTo(CommandOptions.application(List.of("python", "app.py")));
    }

    @Test
    void theyAreSupervisedUnlessForbidden() throws IOException {
        assertThat(configuration("{supervise: true, commands: [{cmd: [nginx]}]}")
                        .commands())
                .hasSize(1);
        Configuration forbidden = configuration("{supervise: false, commands: [{cmd: [nginx]}]}");
        assertThat(forbidden.commands()).isEmpty();
        assertThat(forbidden.warnings())
                .singleElement()
                .asString()
                .endsWith(":1:30: commands: ignored, since supervise is false (" + file() + ":1:13)");
        assertThat(problems("{supervise: true, commands: []}"))
                .singleElement()
                .asString()
                .endsWith("Supervision mode requires application launch arguments");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nginx; :1:11: commands: a single value (expected: a list of commands, such as [{cmd: [nginx, -q], on_exit: terminate}])",
                "{cmd: [nginx]}; :1:11: commands: a mapping (expected: a list, such as [one, two])",
                "[nginx]; :1:12: commands: a single value in the list (expected: such as [{cmd: [nginx, -q], on_exit: terminate}])",
                "[{}]; :1:12: commands.cmd: Invalid command provided for process (expected: such as [nginx, -q])",
                "[{cmd: []}]; :1:18: commands.cmd: Invalid command provided for process (expected: such as [nginx, -q])",
                "[{cmd: ['']}]; :1:18: commands.cmd: Invalid command provided for process (expected: such as [nginx, -q])",
                "[{cmd: nginx -q}]; :1:18: commands.cmd: a single value (expected: a list, the program first, such as [nginx, -q])",
                "[{cmd: [[nginx]]}]; :1:18: commands.cmd: a list of lists or mappings (expected: a list, the program first, such as [nginx, -q])",
                "[{cmd: [\"a\\0b\"]}]; :1:19: commands.cmd: a NUL character (expected: none)",
                "[{cmd: [a], env: B=1}]; :1:28: commands.env: a single value (expected: a list, such as [NAME=VALUE])",
                "[{cmd: [a], env: {B: 1}}]; :1:28: commands.env: a mapping (expected: a list, such as [NAME=VALUE])",
                "[{cmd: [a], env: [B]}]; :1:29: commands.env: not a variable (expected: NAME=VALUE)",
                "[{cmd: [a], env: [=1]}]; :1:29: commands.env: not a variable (expected: NAME=VALUE)",
                "[{cmd: [a], env: [B=1, B=2]}]; :1:34: commands.env: B given twice (expected: once)",
                "[{cmd: [a], on_exit: die}]; :1:32: commands.on_exit: Unrecognized OnExit command 'die'. Supported process OnExit types are 'ignore' and 'terminate'",
                "[{cmd: [a], on_exit: [ignore]}]; :1:32: commands.on_exit: a list (expected: a single value)",
                "[{cmd: [a], kill_group: yes}]; :1:35: commands.kill_group: yes (expected: true or false)",
                "[{cmd: [a], restart: on_failure}]; :1:32: commands.restart: on_failure (expected: never, on-failure or always)",
                "[{cmd: [a], restart: always, on_exit: terminate}]; :1:49: commands.on_exit: terminate (expected: ignore beside restart always, which never lets it be)",
                "[{cmd: [a], stop_signal: STOP}]; :1:36: commands.stop_signal: STOP (expected: TERM, INT, QUIT, HUP, USR1, USR2, WINCH, KILL)",
                "[{cmd: [a], stop_timeout: 5}]; :1:37: commands.stop_timeout: 5 (expected: a duration with its unit, such as 5s)",
                "[{cmd: [a], stop_timeout: 26s}]; :1:11: commands: stop_timeout of a (expected: no more than shutdown_timeout, 25s)",
                "[{cmd: [a], onexit: ignore}]; :1:23: commands.onexit: unknown key (did you mean on_exit?)",
            })
    void aMistakeIsNamedWithItsPlace(String commands, String problem) throws IOException {
        assertThat(problems("commands: " + commands)).containsExactly(place(problem));
    }

    @Test
    void allMistakesAreNamedAtOnce() throws IOException {
        assertThat(problems("""
                        commands:
                          - {cmd: [], restart: often}
                          - {cmd: [a], on_exit: x, stop_signal: y}
                        """)).hasSize(4);
    }

    @Test
    void whatIsPrintedIsReadAgainAndShowsTheNamesOfVariablesAlone() throws IOException {
        Files.writeString(file(), """
                commands:
                  - cmd: [nginx, "daemon off;"]
                    env: [PASSWORD=%s, A=]
                    stop_timeout: 500ms
                """.formatted(CANARY));
        String printed = say("--print-config");
        assertThat(printed)
                .doesNotContain(CANARY)
                .contains(
                        "commands: [{cmd: [nginx, \"daemon off;\"], env: [\"A=***\", \"PASSWORD=***\"], on_exit: ignore,"
                                + " kill_group: true, restart: never, stop_timeout: 0.5s}]  # " + file() + ":2:3");
        Outcome.Printed outcome = (Outcome.Printed) read("--print-config");
        Files.writeString(file(), outcome.yaml());
        assertThat(((Outcome.Run) read()).configuration().commands()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[T=x, T]",
                "T",
                "[[T]]",
                "{T: x}",
                "[x=T, x=T]",
                "[x=T]",
                "[\"x=T\\0\"]",
            })
    void noMistakeShowsAVariable(String env) throws IOException {
        Files.writeString(file(), "commands: [{cmd: [a], env: %s}]".formatted(env.replace("T", CANARY)));
        for (String asked : List.of("--check", "--print-config", "--log=false")) {
            assertThat(say(asked)).isNotEmpty().doesNotContain(CANARY);
        }
    }

    private Configuration configuration(String yaml, String... words) throws IOException {
        Files.writeString(file(), yaml);
        return ((Outcome.Run) read(words)).configuration();
    }

    private List<String> problems(String yaml) throws IOException {
        Files.writeString(file(), yaml);
        return ((Outcome.Invalid) read()).problems();
    }

    private String say(String... flags) {
        return read(flags).toString();
    }

    private Outcome read(String... words) {
        List<String> arguments = new ArrayList<>(
                List.of("--proxy", "--registry_url=http://r", "--controller_url=http://c", "--service=s"));
        arguments.add("--config=" + file());
        arguments.addAll(List.of(words));
        return Settings.read(arguments, Map.of(), () -> Optional.of("10.0.0.1"));
    }

    private Path file() {
        return directory.resolve("a8.yaml");
    }

    private String place(String problem) {
        return file() + problem;
    }
}
