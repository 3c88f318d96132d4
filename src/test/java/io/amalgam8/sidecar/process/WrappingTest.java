package io.amalgam8.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrappingTest {

    @TempDir
    private Path directory;

    @Test
    void aSystemWithBothPromisesAll() {
        Wrapping wrapping = Wrapping.detect(SearchPath.of(Map.of("PATH", "/usr/bin:/bin")));

        assertThat(wrapping.ownGroup()).isTrue();
        assertThat(wrapping.limits()).isEmpty();
        assertThat(wrapping.words().subList(1, 4)).containsExactly("--pdeathsig", "KILL", "--");
        assertThat(wrapping.words().get(4)).endsWith("/setsid");
    }

    @Test
    void aSystemWithNeitherStartsThePlainCommandAndSaysWhatIsMissed() {
        Wrapping wrapping = Wrapping.detect(new SearchPath(List.of(directory.toString())));

        assertThat(wrapping.words()).isEmpty();
        assertThat(wrapping.ownGroup()).isFalse();
        assertThat(wrapping.limits()).hasSize(2);
        assertThat(wrapping.limits().get(0)).startsWith("no setpriv that knows --pdeathsig");
        assertThat(wrapping.limits().get(1)).startsWith("no setsid");
    }

    @Test
    void aSetprivThatDoesNotKnowTheDeathSignalIsLeftAlone() throws IOException {
        script("setpriv", "exit 1");
        script("setsid", "exit 1");
        Wrapping wrapping = Wrapping.detect(new SearchPath(List.of(directory.toString())));

        assertThat(wrapping.words()).containsExactly(directory.resolve("setsid").toString(), "--");
        assertThat(wrapping.limits()).singleElement().asString().startsWith("no setpriv");
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
