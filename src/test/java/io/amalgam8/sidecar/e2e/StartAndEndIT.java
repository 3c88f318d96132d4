package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals and addresses at the wrong moment, or simply wrong. */
final class StartAndEndIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    /** Between the first thread of Vert.x and the sidecar's own start the launcher is at work. */
    @ParameterizedTest
    @ValueSource(strings = {"vert.x-", "vert.x-eventloo"})
    void aSignalDuringTheStartEndsItQuietly(String thread) {
        try (Program sidecar = proxying()) {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> hasThread(sidecar.handle().pid(), thread));
            sidecar.handle().destroy();

            assertThat(sidecar.exitCode()).as(sidecar.output()).isIn(0, 143);
            assertThat(sidecar.output()).doesNotContain("Exception", "ERROR", "\tat ");
        }
    }

    @Test
    void aSecondSignalAtOnceCutsNothingShort() {
        try (Program sidecar = running(
                "--drain_delay=0s", "sh", "-c", "trap 'sleep 2; exit 9' TERM; echo up; while :; do sleep 0.1; done")) {
            sidecar.awaitLine("^up");

            sidecar.handle().destroy();
            sidecar.handle().destroy();

            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(9);
        }
    }

    @Test
    void aQuickEndSaysNothingOfItsInsidesAndKeepsTheAccessLog() throws IOException {
        try (Program sidecar = running("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done")) {
            sidecar.awaitLine("^up");
            String url = "http://" + sidecar.awaitLine("proxy=(\\S+)").group(1) + "/nobody/x";
            for (int i = 0; i < 50; i++) {
                Http.get(url);
            }
            sidecar.handle().destroy();
            sidecar.awaitLine("stops.*signal=TERM");
            await().atMost(PATIENCE).until(() -> {
                sidecar.handle().destroy();
                return sidecar.lines().stream().anyMatch(line -> line.contains("asked again"));
            });

            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(137);
            assertThat(sidecar.output()).doesNotContain("Exception", "did not stop cleanly", "\tat ");
            assertThat(Files.readAllLines(folder.resolve("a8_access.log"))).hasSize(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "nowhere.invalid"})
    void anAddressThatCannotBeHadIsSaidInASentence(String host) {
        try (Program sidecar = proxying("--proxy_host=" + host)) {
            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(3);
            assertThat(sidecar.output())
                    .contains("proxy: " + host + ":0 (expected: an address of this machine")
                    .contains("choose another by --proxy_host or A8_PROXY_HOST")
                    .doesNotContain("Exception");
        }
    }

    private static boolean hasThread(long process, String name) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
            return threads.anyMatch(thread -> isCalled(thread, name));
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean isCalled(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith(name);
        } catch (IOException gone) {
            return false;
        }
    }

    private static Program proxying(String... arguments) {
        return Program.start(Stream.concat(
                        Stream.of(
                                "--proxy",
                                "--proxy_port=0",
                                "--admin_port=0",
                                "--registry_url=http://127.0.0.1:1",
                                "--controller_url=http://127.0.0.1:1"),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    private Program running(String... arguments) {
        return Program.start(Stream.concat(
                        Stream.of(
                                "--proxy",
                                "--proxy_port=0",
                                "--admin_port=0",
                                "--startup_timeout=0s",
                                "--shutdown_timeout=30s",
                                "--log_dir=" + folder,
                                "--registry_url=http://127.0.0.1:1",
                                "--controller_url=http://127.0.0.1:1"),
                        List.of(arguments).stream())
                .toArray(String[]::new));
    }
}
