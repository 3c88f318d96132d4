package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.RotationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of old files. */
final class ArchiveTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path log;

    @BeforeEach
    void nameIt() throws IOException {
        log = Files.writeString(directory.resolve("a8_access.log"), "now\n");
    }

    @Test
    void compressesThemAndKeepsAsManyAsWereAskedFor() throws IOException {
        for (int day = 1; day <= 5; day++) {
            old(day, ".log", "day " + day + "\n");
        }
        tidy(3, Unshipped.NOTHING);
        haveNames("a8_access-20260103.log.gz", "a8_access-20260104.log.gz", "a8_access-20260105.log.gz");
        assertThat(new Directory(log).lines()).containsExactly("day 3", "day 4", "day 5", "now");
    }

    @Test
    void takesUpWhatAnEarlierProcessDidNotEnd() throws IOException {
        old(1, ".log", "whole\n");
        old(1, ".log.gz.tmp", "half");
        old(2, ".log", "both\n");
        old(2, ".log.gz", "broken");
        tidy(5, Unshipped.NOTHING);
        haveNames("a8_access-20260101.log.gz", "a8_access-20260102.log.gz");
        assertThat(new Directory(log).lines()).containsExactly("whole", "both", "now");
    }

    @Test
    void keepsWhatIsStillNeededBeyondTheirNumber() throws IOException {
        for (int day = 1; day <= 4; day++) {
            old(day, ".log", "day " + day + "\n");
        }
        Set<String> needed = Set.of("a8_access-20260102T030405.006Z.log", "a8_access-20260102T030405.006Z.log.gz");
        tidy(1, rotated -> needed.contains(rotated.getFileName().toString()));
        haveNames("a8_access-20260102.log.gz", "a8_access-20260104.log.gz");
    }

    @Test
    void keepsNothingThatOutgrowsTheDiskHoweverMuchItIsNeeded() throws IOException {
        String large = "x".repeat((int) RotationOptions.SMALLEST * 3 / 4);
        for (int day = 1; day <= 4; day++) {
            old(day, ".log.gz", large);
        }
        tidy(2, rotated -> true);
        haveNames("a8_access-20260103.log.gz", "a8_access-20260104.log.gz");
    }

    @Test
    void removesWhatIsTooManyWhileItTakesItsTimeToCompress() throws IOException {
        old(1, ".log", "a long day\n".repeat(2_000_000));
        RotationOptions options = new RotationOptions(RotationOptions.SMALLEST, Duration.ZERO, 1);
        try (Archive archive = new Archive(new RotatedFiles(log), options, Unshipped.NOTHING)) {
            archive.tidySoon();
            await().atMost(LONG).until(() -> !new RotatedFiles(log).unfinished().isEmpty());
            old(2, ".log", "a short one\n");
            archive.tidySoon();
            await().atMost(LONG).until(archive::isAtRest);
        }
        haveNames("a8_access-20260102.log.gz");
    }

    private void tidy(int keep, Unshipped unshipped) {
        RotationOptions options = new RotationOptions(RotationOptions.SMALLEST, Duration.ZERO, keep);
        Archive archive = new Archive(new RotatedFiles(log), options, unshipped);
        archive.tidySoon();
        archive.tidySoon();
        archive.tidySoon();
        await().atMost(LONG).until(archive::isAtRest);
        archive.close();
    }

    private void old(int day, String suffix, String text) throws IOException {
        Files.writeString(directory.resolve("a8_access-2026010" + day + "T030405.006Z" + suffix), text);
    }

    private void haveNames(String... days) throws IOException {
        List<String> names = new RotatedFiles(log)
                .all().stream()
                        .map(file -> file.getFileName().toString().replace("T030405.006Z", ""))
                        .toList();
        assertThat(names).containsExactly(days);
        assertThat(new RotatedFiles(log).unfinished()).isEmpty();
    }
}
