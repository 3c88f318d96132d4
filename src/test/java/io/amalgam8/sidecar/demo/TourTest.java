package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

final class TourTest {

    @TempDir
    private Path directory;

    @Test
    void whoeverEndsWhileAllIsStartedEndsTheTourWithItsCodeAndItsWords() throws IOException {
        Path broken = Files.writeString(directory.resolve("java"), "#!/bin/sh\necho registry port is taken\nexit 3\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        Program program = new Program(broken, List.of("-jar", "a8sidecar.jar"), "a8sidecar.jar");
        Children children = new Children(directory, Duration.ofSeconds(10));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(printed, true, StandardCharsets.UTF_8), Ansi.OFF);
        Tour tour = new Tour(Scene.with(program, directory, Ports.free(1).get(0)), children, screen);

        assertThatThrownBy(tour::run).isInstanceOfSatisfying(DemoFailedException.class, failure -> {
            assertThat(failure).hasMessage("control-plane ended with exit code 3");
            assertThat(failure.exitCode()).isEqualTo(3);
            assertThat(failure.witnesses().get(0).tail()).containsExactly("registry port is taken");
        });
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("  starting  control-plane     registry 127.0.0.1:");
        children.stop();
    }

    @Test
    void wrongArgumentsAreExitCode2() {
        assertThat(Demo.run(List.of("--bogus"))).isEqualTo(2);
        assertThat(Demo.run(List.of("--proxy_port", "70000"))).isEqualTo(2);
        assertThat(Demo.run(List.of("-proxy_port=x"))).isEqualTo(2);
    }

    @Test
    void aPortThatIsTakenIsExitCode3() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Demo.run(List.of("-proxy_port", Integer.toString(taken.getLocalPort()))))
                    .isEqualTo(3);
        }
    }
}
