package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.config.RotationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErrorLogTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void keepsWholeLinesBesideTheAccessLog() throws IOException {
        ErrorLog log = ErrorLog.open(AccessLogOptions.into(directory)).orElseThrow();
        log.write("one ä\n");
        log.write("two\n");
        log.close();
        assertThat(Files.readAllLines(directory.resolve("error.log"))).containsExactly("one ä", "two");
    }

    @Test
    void isRotatedAsTheAccessLogIs() throws IOException {
        RotationOptions rotation = new RotationOptions(RotationOptions.SMALLEST, Duration.ZERO, 100);
        ErrorLog log = ErrorLog.open(new AccessLogOptions(Optional.of(directory), rotation, 1))
                .orElseThrow();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            written.add(i + " " + "x".repeat(100));
            log.write(written.get(i) + "\n");
        }
        log.close();
        Directory all = new Directory(directory.resolve("error.log"));
        assertThat(all.all()).hasSizeGreaterThan(5);
        assertThat(all.lines()).isEqualTo(written);
    }

    @Test
    void leavesOutALineThatIsLongerThanAnyBatch() throws IOException {
        ErrorLog log = ErrorLog.open(AccessLogOptions.into(directory)).orElseThrow();
        log.write("x".repeat(LineBatch.CAPACITY) + "\n");
        log.write("two\n");
        log.close();
        assertThat(Files.readAllLines(directory.resolve("error.log"))).containsExactly("two");
    }

    @Test
    void letsGoOfAMovedFileWhileNothingIsWritten() throws IOException {
        Path file = directory.resolve("error.log");
        ErrorLog log = ErrorLog.open(AccessLogOptions.into(directory)).orElseThrow();
        log.write("one\n");
        await().atMost(LONG).until(() -> Files.size(file) > 0);
        Files.move(file, directory.resolve("moved"));
        log.reopen();
        await().atMost(LONG).until(() -> Files.exists(file));
        log.write("two\n");
        log.close();
        assertThat(Files.readAllLines(directory.resolve("moved"))).containsExactly("one");
        assertThat(Files.readAllLines(file)).containsExactly("two");
    }

    @Test
    void isNotThereWhereThereIsNoDirectory() throws IOException {
        Path inTheWay = Files.createFile(directory.resolve("file"));
        assertThat(ErrorLog.open(AccessLogOptions.toStandardOutput())).isEmpty();
        assertThat(ErrorLog.open(AccessLogOptions.into(inTheWay.resolve("logs"))))
                .isEmpty();
    }
}
