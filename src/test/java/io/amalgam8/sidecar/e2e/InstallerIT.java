package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The installer and the launcher by the shells that their users have; and the installation as built. */
@Tag("debian")
final class InstallerIT {

    private static final Path BATS = Path.of("src/test/bats");
    private static final long MINUTES = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"installer.bats", "launcher.bats"})
    void everyShellTestPasses(String file) throws Exception {
        Path said = folder.resolve("said");
        Process bats = new ProcessBuilder("bats", "--tap", BATS.resolve(file).toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(bats.waitFor(MINUTES, TimeUnit.MINUTES)).as("ends in time").isTrue();
        String output = Files.readString(said);
        assertThat(bats.exitValue()).as(output).isZero();
        assertThat(output).contains("\nok 1 ").doesNotContain("\nnot ok ");
    }

    @Test
    void whatIsBuiltRunsBehindALinkInAPathWithSpaces() throws Exception {
        Path built;
        try (var folders = Files.newDirectoryStream(Path.of("target"), "a8sidecar-*")) {
            built = folders.iterator().next().toAbsolutePath();
        }
        Path link = Files.createSymbolicLink(folder.resolve("a link"), built.resolve("bin/a8sidecar"));

        try (Program program = Program.run(folder, Map.of(), List.of("sh", link.toString(), "--version"))) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            assertThat(program.output())
                    .isEqualTo(built.getFileName().toString().replace('-', ' '));
        }
    }
}
