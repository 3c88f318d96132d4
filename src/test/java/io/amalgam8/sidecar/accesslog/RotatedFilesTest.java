package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotatedFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006789Z");

    @TempDir
    Path directory;

    @Test
    void namesAFileByTheTimeAtWhichItBecameOld() throws IOException {
        assertThat(next(NOW)).isEqualTo("a8_access-20260102T030405.006Z.log");
        assertThat(new RotatedFiles(directory.resolve("error.log")).next(NOW).getFileName())
                .hasToString("error-20260102T030405.006Z.log");
    }

    @Test
    void keepsTheOrderOfTimeWithinAMillisecondAndWhenTheClockIsSetBack() throws IOException {
        make("a8_access-20260102T030405.006Z.log.gz");
        assertThat(next(NOW)).isEqualTo("a8_access-20260102T030405.007Z.log");
        make("a8_access-20260102T235959.999Z.log");
        assertThat(next(NOW)).isEqualTo("a8_access-20260103T000000.000Z.log");
    }

    @Test
    void listsItsOwnOldestFirstAndLeavesOthersAlone() throws IOException {
        make("a8_access.log");
        make("a8_access-20260103T030405.006Z.log");
        make("a8_access-20260102T030405.006Z.log.gz");
        make("a8_access-20260101T030405.006Z.log.gz.tmp");
        make("a8_access-.log");
        make("a8_access-yesterday.log");
        make("a8_access-20260102T030405.006Z.txt");
        make("error-20260102T030405.006Z.log");

        assertThat(files().all())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("a8_access-20260102T030405.006Z.log.gz", "a8_access-20260103T030405.006Z.log");
        assertThat(files().unfinished())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("a8_access-20260101T030405.006Z.log.gz.tmp");
    }

    private String next(Instant now) throws IOException {
        return files().next(now).getFileName().toString();
    }

    private RotatedFiles files() {
        return new RotatedFiles(directory.resolve("a8_access.log"));
    }

    private void make(String name) throws IOException {
        Files.createFile(directory.resolve(name));
    }
}
