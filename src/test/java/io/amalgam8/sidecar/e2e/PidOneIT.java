package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.ProcessTable;
import io.amalgam8.sidecar.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As in a container: process number 1 of its own namespace, behind an init as in the images, and without one. */
@Tag("debian")
final class PidOneIT {

    private static final Duration GENEROUS = Duration.ofSeconds(60);
    private static final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    @TempDir
    private Path folder;

    @AfterAll
    static void endControlPlane() {
        controlPlane.close();
    }

    @Test
    void aThousandOrphansAreReaped() throws Exception {
        // In the end, with no zombie among them: the init, the sidecar, its guardian and the script.
        String script = """
                i=0
                while [ $i -lt 1000 ]; do (sleep 0 & echo orphan $!); i=$((i+1)); done
                until set -- /proc/[0-9]*; [ $# -eq 4 ]; do sleep 0.1; done
                exit 12
                """;
        try (Program container = container(List.of("tini", "--"), script)) {
            assertThat(container.exitCode()).as(container.output()).isEqualTo(12);
            assertThat(container.lines())
                    .filteredOn(line -> line.startsWith("orphan "))
                    .hasSize(1000);
        }
    }

    @Test
    void everySignalThatEndsNothingArrivesAsOftenAsItIsSent() throws Exception {
        String script = """
                for signal in HUP USR1 USR2 WINCH; do trap "echo got $signal" $signal; done
                echo up
                while :; do sleep 0.05; done
                """;
        try (Program container = container(List.of("tini", "--"), script)) {
            container.awaitLine("^up");
            for (int i = 1; i <= 5; i++) {
                for (String signal : List.of("HUP", "USR1", "USR2", "WINCH")) {
                    Program.signal(init(container), signal);
                    int times = i;
                    await().atMost(GENEROUS).until(() -> count(container, "got " + signal) == times);
                }
            }
            assertThat(container.lines())
                    .filteredOn(line -> line.startsWith("got "))
                    .hasSize(20);
            Program.signal(init(container), "TERM");
            assertThat(container.exitCode()).isEqualTo(143);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalThatEndsItArrivesOnce(String signal) throws Exception {
        String script = """
                trap 'echo got TERM; end=14' TERM
                trap 'echo got INT; end=14' INT
                echo up
                while [ -z "$end" ]; do sleep 0.05; done
                sleep 0.3
                exit $end
                """;
        try (Program container = container(List.of("tini", "--"), script)) {
            container.awaitLine("^up");

            Program.signal(init(container), signal);

            assertThat(container.exitCode()).as(container.output()).isEqualTo(14);
            assertThat(container.lines())
                    .filteredOn(line -> line.startsWith("got "))
                    .containsExactly("got " + signal);
        }
    }

    @Test
    void withoutAnInitItSaysWhatIsMissedAndWorks() throws Exception {
        try (Program container = container(List.of(), "(sleep 0 &); echo up; exit 15")) {
            assertThat(container.exitCode()).as(container.output()).isEqualTo(15);
            assertThat(container.lines())
                    .filteredOn(line -> line.contains("orphans are not reaped"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"tini --,16", "'',17"})
    void noExitCodeIsLostAmongOrphansThatEnd(String init, int code) throws Exception {
        String script = "for i in 1 2 3 4 5 6 7 8 9; do (sleep 0.01 & sleep 0.02 &); done; exit " + code;
        List<String> before = init.isEmpty() ? List.of() : List.of(init.split(" "));
        try (Program container = container(before, script)) {
            assertThat(container.exitCode()).as(container.output()).isEqualTo(code);
        }
    }

    @Test
    void nothingOfItOutlivesTheSidecarsKill() throws Exception {
        String script = "(setsid sh -c 'echo mine $$; exec sleep 1000' &); sleep 1000 & echo up; wait";
        try (Program container = container(List.of("tini", "--"), script)) {
            container.awaitLine("^up");
            container.awaitLine("^mine");
            List<Long> all =
                    container.handle().descendants().map(ProcessHandle::pid).toList();
            assertThat(all).hasSizeGreaterThan(4);

            Program.signal(sidecar(container), "KILL");

            assertThat(container.exitCode()).isEqualTo(137);
            ProcessTable.awaitGone(all);
        }
    }

    private Program container(List<String> init, String script) throws Exception {
        Path application = Files.writeString(folder.resolve("application"), script);
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
        command.addAll(init);
        command.addAll(List.of(Program.javaCommand(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-jar", Program.jar(), "--register", "--admin_port=0", "--service=one"));
        command.addAll(List.of("--endpoint_host=127.0.0.1", "--endpoint_port=9", "--drain_delay=0s"));
        command.addAll(List.of("--registry_url=" + controlPlane.registry(), "sh", application.toString()));
        return Program.run(folder, Map.of(), command);
    }

    /** Number 1 of the namespace, by its number here. */
    private static long init(Program container) {
        return container.handle().children().findFirst().orElseThrow().pid();
    }

    private static long sidecar(Program container) {
        return ProcessHandle.of(init(container))
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static long count(Program container, String line) {
        return container.lines().stream().filter(line::equals).count();
    }
}
