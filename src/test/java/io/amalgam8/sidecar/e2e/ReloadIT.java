package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.DatagramSocket;
import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file changes under a running sidecar. */
@EnabledOnOs(OS.LINUX)
final class ReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    @TempDir
    Path folder;

    @AfterAll
    static void endControlPlane() {
        controlPlane.close();
    }

    @Test
    void goesByAChangedFileAndByHup() throws IOException {
        Path file = write("log_level: info");
        try (Program sidecar = start(Map.of(), file)) {
            sidecar.awaitLine("admin=");
            awaitReady(sidecar);
            assertThat(sidecar.output()).doesNotContain("DEBUG");

            write("log_level: debug");
            sidecar.awaitLine("configuration reloaded");
            controlPlane.route(
                    "svc", "[{\"destination\":\"svc\",\"priority\":1,\"route\":{\"backends\":[{\"tags\":[\"v1\"]}]}}]");
            sidecar.awaitLine("DEBUG .*routing table in force");

            sidecar.signal("HUP");
            sidecar.awaitLine("nothing to change");
            assertThat(sidecar.isAlive()).isTrue();
        }
    }

    @Test
    void anInvalidFileChangesNothingAndSaysWhy() throws IOException {
        Path file = write("log_level: info");
        try (Program sidecar = start(Map.of(), file)) {
            awaitReady(sidecar);

            write("log_level: loud\nno_such_key: 1");

            String line = "configuration not taken over: ";
            sidecar.awaitLine(line + ".*loud");
            sidecar.awaitLine(line + ".*no_such_key");
            assertThat(sidecar.output()).doesNotContain("configuration reloaded");
            assertThat(sidecar.isAlive()).isTrue();

            write("log_level: debug");
            sidecar.awaitLine("configuration reloaded");
        }
    }

    @Test
    void namesWhatNeedsARestartAndTakesTheRest() throws IOException {
        Path file = write("log_level: info");
        try (Program sidecar = start(Map.of(), file)) {
            awaitReady(sidecar);

            write("log_level: debug\ndrain_delay: 7s\nstate_file: state.json");

            assertThat(sidecar.awaitLine("changed options need a restart.*").group())
                    .contains("drain_delay", "state_file");
            sidecar.awaitLine("configuration reloaded");
        }
    }

    @Test
    void tellsAServiceManagerOfItsStartItsReloadsAndItsEnd() throws IOException {
        String name = folder.resolve("notify").toString();
        Path file = write("log_level: info");
        try (DatagramSocket manager = DatagramSocket.at(name);
                Program sidecar = start(Map.of("NOTIFY_SOCKET", name), file)) {
            awaitMessages(manager, "READY=1");

            sidecar.signal("HUP");
            awaitMessages(manager, "READY=1", "RELOADING=1", "READY=1");

            sidecar.signal("TERM");
            assertThat(sidecar.exitCode()).isZero();
            awaitMessages(manager, "READY=1", "RELOADING=1", "READY=1", "STOPPING=1");
        }
    }

    private static void awaitReady(Program sidecar) {
        sidecar.awaitLine("registered");
    }

    private static void awaitMessages(DatagramSocket manager, String... firstLines) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(manager.messages().stream()
                                .map(message -> message.lines().findFirst().orElse("")))
                        .containsExactlyElementsOf(List.of(firstLines)));
    }

    private Path write(String more) throws IOException {
        return Files.writeString(folder.resolve("a8sidecar.yaml"), """
                register: true
                endpoint: {host: 127.0.0.1, port: 9}
                proxy: true
                registry: {url: "%s", poll: 1s}
                controller: {url: "%s", poll: 1s}
                proxy_config: {http_listener_port: 0, admin_port: 0, logging_dir: "%s"}
                %s
                """.formatted(
                        controlPlane.registry(), controlPlane.controller(), folder, more));
    }

    private static Program start(Map<String, String> environment, Path file) {
        return Program.start(environment, "--service", "reloading", "--config", file.toString());
    }
}
