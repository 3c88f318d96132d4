package io.amalgam8.sidecar.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What shows only from outside a JVM: its streams, its signals, its death. */
@Timeout(60)
final class SmallSidecarTest {

    private final List<Process> sidecars = new ArrayList<>();

    @AfterEach
    void endAll() {
        sidecars.forEach(Process::destroyForcibly);
    }

    @Test
    void theApplicationHasOurStandardStreams() throws IOException, InterruptedException {
        Process sidecar = start(List.of(), "read line; echo out $line; echo err $line >&2; exit 9");
        sidecar.outputWriter(UTF_8).append("hello\n").close();

        assertThat(sidecar.inputReader(UTF_8).lines()).containsExactly("out hello");
        assertThat(sidecar.errorReader(UTF_8).lines()).contains("err hello");
        assertThat(sidecar.waitFor()).isEqualTo(9);
    }

    @Test
    void termIsTakenAndPassedOn() throws IOException, InterruptedException {
        Process sidecar = start(List.of(), "trap 'echo bye; exit 5' TERM; sleep 100 & echo ready; wait");
        try (BufferedReader output = sidecar.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready");
            // Not Process.destroy(), which closes the streams, too.
            sidecar.toHandle().destroy();
            assertThat(output.readLine()).isEqualTo("bye");
            assertThat(sidecar.waitFor()).isEqualTo(5);
        }
    }

    @Test
    void aSignalThatTheJvmKeepsIsRefusedWithoutHarm() throws IOException, InterruptedException {
        Process sidecar = start(List.of("-Xrs"), "exit 6");

        assertThat(sidecar.errorReader(UTF_8).lines()).contains("TERM is refused");
        assertThat(sidecar.waitFor()).isEqualTo(6);
    }

    @Test
    void aSidecarThatIsKilledTakesTheApplicationWithIt() throws IOException, InterruptedException {
        Process sidecar = start(List.of(), "echo $$; exec sleep 100");
        long application = Long.parseLong(sidecar.inputReader(UTF_8).readLine());

        sidecar.destroyForcibly().waitFor();
        ProcTable.awaitGone(application);
    }

    @Test
    void theApplicationGetsNoneOfOurTokens() throws IOException {
        Process sidecar = start(List.of(), "env");

        assertThat(sidecar.inputReader(UTF_8).lines())
                .contains("A8_SERVICE=reviews")
                .noneMatch(line -> line.contains("canary"));
    }

    private Process start(List<String> options, String script) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(SmallSidecar.class.getName(), "sh", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("A8_SERVICE", "reviews");
        builder.environment().put("A8_REGISTRY_TOKEN", "canary");
        Process sidecar = builder.start();
        sidecars.add(sidecar);
        return sidecar;
    }
}
