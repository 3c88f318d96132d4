package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.ProcessTable;
import io.amalgam8.sidecar.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How commands may end, and what becomes of the sidecar and of their processes then: real ones, one case a line. */
final class SupervisionTableIT {

    private static final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    /** For scripts: a process that outlives everybody who does not kill it. */
    private static final String LONG = "echo mine $$; touch up; exec sleep 1000";

    private static final String UNTIL_UP = "until [ -e up ]; do sleep 0.01; done; ";

    @TempDir
    private Path folder;

    @AfterAll
    static void endControlPlane() {
        controlPlane.close();
    }

    /**
     * One case.
     *
     * @param commands the list, in YAML, one command a line
     * @param awaited a line to wait for; empty to wait for the end
     * @param signal to send then; empty for none
     * @param code to end with
     * @param said what the output must hold, too
     * @param named how many processes its scripts must have named at least, all of which must be gone in the end
     */
    private record Case(
            String name, List<String> commands, String awaited, String signal, int code, String said, int named) {

        static Case of(String name, String... commands) {
            return new Case(name, List.of(commands), "", "", 0, "", 0);
        }

        Case told(String sent, String line) {
            return new Case(name, commands, line, sent, code, said, named);
        }

        Case endsWith(int expected) {
            return new Case(name, commands, awaited, signal, expected, said, named);
        }

        Case says(String text) {
            return new Case(name, commands, awaited, signal, code, text, named);
        }

        Case names(int processes) {
            return new Case(name, commands, awaited, signal, code, said, processes);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Case> cases() {
        return Stream.of(
                Case.of("exits with 0", application("exit 0")).endsWith(0),
                Case.of("exits with 1", application("exit 1")).endsWith(1),
                Case.of("exits with 42", application("exit 42")).endsWith(42),
                Case.of("exits with 255", application("exit 255")).endsWith(255),
                Case.of("is killed by TERM", application("kill -TERM $$")).endsWith(143),
                Case.of("is killed by KILL", application("kill -KILL $$")).endsWith(137),
                Case.of("is killed by SEGV", application("kill -SEGV $$")).endsWith(139),
                Case.of("is not found", helper(LONG), "{cmd: [/no/such/command, x], on_exit: terminate}")
                        .endsWith(127)
                        .names(1)
                        .says("command: /no/such/command not found"),
                Case.of("is not executable", helper(LONG), "{cmd: [/etc/passwd], on_exit: terminate}")
                        .endsWith(126)
                        .names(1)
                        .says("command: /etc/passwd cannot be executed"),
                Case.of("is a script without its interpreter", "{cmd: [./broken], on_exit: terminate}")
                        .endsWith(127),
                Case.of("ignores TERM", application("trap '' TERM; echo up; while :; do sleep 0.05; done"))
                        .told("TERM", "^up")
                        .endsWith(137)
                        .says("did not end in time: killed"),
                Case.of("leaves an orphan", application("sleep 1000 & echo mine $!; exit 3"))
                        .endsWith(3)
                        .names(1),
                Case.of("forks twice", application("(sleep 1000 & echo mine $!); exit 4"))
                        .endsWith(4)
                        .names(1),
                Case.of(
                                "forks twice into a session",
                                application("(setsid sh -c '" + LONG + "' &); " + UNTIL_UP + "exit 5"))
                        .endsWith(5)
                        .names(1),
                Case.of(
                                "leaves a session behind when told to end",
                                application(
                                        "(setsid sh -c '" + LONG + "' &); " + UNTIL_UP + "echo up; exec sleep 1000"))
                        .told("TERM", "^up")
                        .endsWith(143)
                        .names(1),
                Case.of("ends with a helper beside it", helper(LONG), application(UNTIL_UP + "exit 6"))
                        .endsWith(6)
                        .names(1),
                Case.of(
                                "outlives a helper",
                                helper("exit 9"),
                                application("trap 'exit 7' TERM; while :; do sleep 0.05; done"))
                        .told("TERM", "command ended.* exitCode=9")
                        .endsWith(7),
                Case.of(
                                "ends beside another that ignores TERM",
                                command(
                                        "trap '' TERM; touch up; while :; do sleep 0.05; done",
                                        "on_exit: terminate, stop_timeout: 100ms"),
                                application(UNTIL_UP + "exit 8"))
                        .endsWith(8),
                Case.of(
                                "has a stop signal of its own",
                                command(
                                        "trap 'exit 10' QUIT; echo up; while :; do sleep 0.05; done",
                                        "on_exit: terminate, stop_signal: QUIT"))
                        .told("TERM", "^up")
                        .endsWith(10),
                Case.of(
                                "crashes again and again",
                                command("echo mine $$; touch up; exit 11", "on_exit: terminate, restart: on-failure"))
                        .told("TERM", "starts it again")
                        .endsWith(11)
                        .names(1),
                Case.of(
                                "succeeds when started again",
                                command(
                                        "[ -e up ] && exit 0; touch up; exit 1",
                                        "on_exit: terminate, restart: on-failure"))
                        .endsWith(0)
                        .says("starts it again"),
                Case.of(
                                "leaves its group alone until the end",
                                command("sleep 1000 & echo mine $!", "kill_group: false"),
                                application("exec sleep 1000"))
                        .told("TERM", "command ended")
                        .endsWith(143)
                        .names(1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aCommandThat(Case command) throws IOException {
        Files.writeString(folder.resolve("broken"), "#!/no/such/interpreter\n")
                .toFile()
                .setExecutable(true);
        try (Program sidecar = start(command)) {
            if (!command.signal().isEmpty()) {
                sidecar.awaitLine(command.awaited());
                sidecar.signal(command.signal());
            }

            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(command.code());
            assertThat(sidecar.output()).contains(command.said());
            assertThat(sidecar.lines())
                    .filteredOn(line -> line.startsWith("mine "))
                    .hasSizeGreaterThanOrEqualTo(command.named());
            ProcessTable.awaitGone(ProcessTable.named(sidecar));
        }
    }

    private Program start(Case command) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a8.yaml"), "commands:\n- " + String.join("\n- ", command.commands()) + "\n");
        List<String> arguments = new ArrayList<>(List.of("--register", "--admin_port=0", "--service=table"));
        arguments.addAll(List.of("--endpoint_host=127.0.0.1", "--endpoint_port=9", "--drain_delay=0s"));
        arguments.addAll(List.of("--registry_url=" + controlPlane.registry(), "--shutdown_timeout=500ms"));
        arguments.add("--config=" + file);
        return Program.startIn(folder, arguments);
    }

    /** With which the sidecar ends. */
    private static String application(String script) {
        return command(script, "on_exit: terminate");
    }

    /** With which it does not. */
    private static String helper(String script) {
        return command(script, "on_exit: ignore");
    }

    private static String command(String script, String options) {
        return "{cmd: [sh, -c, \"" + script + "\"], " + options + "}";
    }
}
