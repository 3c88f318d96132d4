package io.amalgam8.sidecar.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogFileTest {

    @TempDir
    Path folder;

    @Test
    void comeInTheOrderOfTimeWithTheWrittenOneLast() throws IOException {
        make("a8_access.log");
        make("a8_access-20260102T030405.001Z.log.gz");
        make("a8_access-20260102T030405.001Z-2.log");
        make("a8_access-20260102T030405.001Z-10.log");
        make("a8_access-20251231T235959.999Z.log.gz");
        Files.setLastModifiedTime(make("a8_access.log.1"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(LogFile.all(log()))
                .extracting(file -> file.path().getFileName().toString())
                .containsExactly(
                        "a8_access-20251231T235959.999Z.log.gz",
                        "a8_access.log.1",
                        "a8_access-20260102T030405.001Z.log.gz",
                        "a8_access-20260102T030405.001Z-2.log",
                        "a8_access-20260102T030405.001Z-10.log",
                        "a8_access.log");
    }

    @Test
    void countOnceWhereBothFormsExist() throws IOException {
        make("a8_access-20260102T030405.001Z.log");
        make("a8_access-20260102T030405.001Z.log.gz");
        assertThat(LogFile.all(log()))
                .singleElement()
                .satisfies(file -> assertThat(file.isPacked()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a8_access.log.position",
                "a8_access.log.position.new",
                "a8_access-20260102T030405.001Z.log.gz.tmp",
                "a8_access-20261302T030405.001Z.log",
                "a8_access-20260102T030405.001Z-x.log",
                "a8_access-.log",
                "error.log",
                "a8_accessories.log"
            })
    void areNotWhatIsCalledOtherwise(String name) throws IOException {
        make(name);
        assertThat(LogFile.all(log())).isEmpty();
    }

    @Test
    void areKnownByTheirFirstLineOnly() throws IOException {
        Path first = Files.writeString(make("a8_access.log"), "{\"a\":1}\n{\"b\":1}\n");
        Path second = Files.writeString(make("a8_access.log.1"), "{\"a\":1}\n{\"c\":1}\n{\"d");
        Path third = Files.writeString(make("a8_access.log.2"), "{\"a\":2}\n");
        Path torn = Files.writeString(make("a8_access.log.3"), "{\"a\":1}");
        assertThat(new LogFile(first, Order.LAST).fingerprint())
                .isPresent()
                .isEqualTo(new LogFile(second, Order.LAST).fingerprint())
                .isNotEqualTo(new LogFile(third, Order.LAST).fingerprint());
        assertThat(new LogFile(torn, Order.LAST).fingerprint()).isEmpty();
        assertThat(new LogFile(folder.resolve("none"), Order.LAST).fingerprint())
                .isEmpty();
    }

    private Path log() {
        return folder.resolve("a8_access.log");
    }

    private Path make(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }
}
