package io.amalgam8.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchPathTest {

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    private SearchPath path = new SearchPath(List.of());

    @BeforeEach
    void bothOnThePath() {
        path = SearchPath.of(Map.of("PATH", first + ":" + second));
    }

    @Test
    void findsTheFirstProgramOfItsName() throws IOException {
        Path program = file(first, "app", "rwxr-xr-x");
        file(second, "app", "rwxr-xr-x");
        assertThat(path.find("app")).isEqualTo(program);
    }

    @Test
    void passesOverWhatCannotBeExecuted() throws IOException {
        file(first, "app", "rw-r--r--");
        Path program = file(second, "app", "rwxr-xr-x");
        assertThat(path.find("app")).isEqualTo(program);
    }

    @Test
    void takesAPathAsItIs() throws IOException {
        Path program = file(second, "app", "rwxr-xr-x");
        assertThat(path.find(program.toString())).isEqualTo(program);
    }

    @Test
    void aNameThatIsNowhereIs127AndSaysWhereItWasSought() {
        assertThatThrownBy(() -> path.find("nosuch"))
                .hasMessage("command: nosuch not found (expected: a program on the PATH, " + first + ":" + second + ")")
                .asInstanceOf(type(CannotStartException.class))
                .returns(127, CannotStartException::exitCode);
    }

    @Test
    void aPathThatIsNotThereIs127() {
        assertThatThrownBy(() -> path.find("/nosuch/app"))
                .hasMessage("command: /nosuch/app not found (expected: a program's path)")
                .asInstanceOf(type(CannotStartException.class))
                .returns(127, CannotStartException::exitCode);
    }

    @Test
    void aFileWithoutPermissionIs126AndIsNamed() throws IOException {
        Path program = file(second, "app", "rw-r--r--");
        assertThatThrownBy(() -> path.find("app"))
                .hasMessage("command: " + program + " cannot be executed (expected: a file that we may execute)")
                .asInstanceOf(type(CannotStartException.class))
                .returns(126, CannotStartException::exitCode);
    }

    @Test
    void aDirectoryIs126() {
        assertThatThrownBy(() -> path.find(first.toString()))
                .asInstanceOf(type(CannotStartException.class))
                .returns(126, CannotStartException::exitCode);
    }

    @Test
    void namesThatNoFileCanHaveAreNotFound() {
        for (String name : List.of("", "a\0b")) {
            assertThatThrownBy(() -> path.find(name))
                    .asInstanceOf(type(CannotStartException.class))
                    .returns(127, CannotStartException::exitCode);
        }
    }

    @Test
    void anEmptyPartOfThePathIsTheCurrentDirectory() {
        assertThat(SearchPath.of(Map.of("PATH", "/a::/b:")).directories()).containsExactly("/a", ".", "/b", ".");
    }

    @Test
    void withoutAPathTheSystemsDirectoriesAreSearched() {
        assertThat(SearchPath.of(Map.of()).directories()).containsExactly("/bin", "/usr/bin");
    }

    private static Path file(Path directory, String name, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
