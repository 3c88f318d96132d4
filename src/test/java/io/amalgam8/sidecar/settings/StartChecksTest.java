package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --check} finds, and otherwise the start. */
final class StartChecksTest {

    @TempDir
    private Path directory;

    @Test
    void anApplicationThatIsNowhereOnThePath() throws IOException {
        program("app", "rwxr-xr-x");

        assertThat(warnings("--log_dir=stdout", "app", "--no", "option")).isEmpty();
        assertThat(warnings("--log_dir=stdout", "appp", "--password=geheim"))
                .containsExactly("the application's command line: the start would end with 127: command: appp not found"
                        + " (expected: a program on the PATH, " + directory + ")");
    }

    @Test
    void anApplicationThatMayNotBeExecuted() throws IOException {
        Path program = program("app", "rw-r--r--");

        assertThat(warnings("--log_dir=stdout", program.toString()))
                .singleElement()
                .asString()
                .contains("would end with 126")
                .contains(program + " cannot be executed");
        assertThat(warnings("--log_dir=stdout", directory.toString()))
                .singleElement()
                .asString()
                .contains("would end with 126");
    }

    @Test
    void commandsOfTheFileEachOnItsOwnPath() throws IOException {
        program("nginx", "rwxr-xr-x");
        Path file = Files.writeString(directory.resolve("a8.yaml"), """
                commands: [{cmd: [nginx]}, {cmd: [haproxy]}, {cmd: [nginx], env: [PATH=/nowhere]}]
                """);

        assertThat(warnings("--log_dir=stdout", "--config=" + file))
                .hasSize(2)
                .allMatch(warning -> warning.startsWith(file + ":1:11: commands: the start would end with 127: "))
                .anyMatch(
                        warning -> warning.contains("haproxy not found (expected: a program on the PATH, " + directory))
                .anyMatch(warning -> warning.contains("nginx not found (expected: a program on the PATH, /nowhere)"));
        assertThat(warnings("--log_dir=stdout", "--config=" + file, "--supervise=false"))
                .noneMatch(warning -> warning.contains("not found"));
    }

    @Test
    void aLogDirectoryThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nothing"));

        assertThat(warnings("--log_dir=" + directory)).isEmpty();
        assertThat(warnings("--log_dir=" + directory.resolve("a/b"))).isEmpty();
        for (Path wrong : List.of(file, file.resolve("a/b"), link)) {
            assertThat(warnings("--log_dir=" + wrong))
                    .containsExactly("--log_dir: " + wrong + " cannot be written: the access log would go to standard"
                            + " output (expected: a directory that we may write, or stdout)");
        }
    }

    /** Even root, who may write everywhere else. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aLogDirectoryWhereNobodyCanWrite() {
        assertThat(warnings("--log_dir=/proc/logs"))
                .singleElement()
                .asString()
                .contains("/proc/logs cannot be written");
    }

    @Test
    void aLogDirectoryIsLeftAsItWas() {
        assertThat(warnings("--log_dir=" + directory)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aStartTellsItByItself() {
        Outcome outcome = read("--log_dir=/dev/null", "nosuchprogram");

        assertThat(((Outcome.Run) outcome).configuration().warnings()).isEmpty();
    }

    private List<String> warnings(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--check"));
        arguments.addAll(List.of(more));
        return ((Outcome.Checked) read(arguments.toArray(String[]::new)))
                .configuration()
                .warnings();
    }

    private Outcome read(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--proxy", "--registry_url=http://r", "--controller_url=http://c", "--service=s"));
        arguments.addAll(List.of(more));
        return Settings.read(arguments, Map.of("PATH", directory.toString()), Optional::empty);
    }

    private Path program(String name, String mode) throws IOException {
        Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
    }
}
