package io.amalgam8.sidecar.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.Meters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the files while they are read, step by step. */
final class LogFilesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> read = new ArrayList<>();
    private LogDirectory logs;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() {
        logs = new LogDirectory(folder);
    }

    @Test
    void readOnWhatIsWrittenToAFileAfterSomebodyElseHasPutItAside() throws IOException {
        LogFiles files = open(() -> LogFile.all(logs.log()));
        logs.write(2);
        readOf(files);
        Path moved = Files.move(logs.log(), folder.resolve("a8_access.log.1"));
        Files.createFile(logs.log());
        readOf(files);
        Files.writeString(moved, "late\n", StandardOpenOption.APPEND);
        Files.writeString(logs.log(), "new\n");
        readOf(files);
        assertThat(read).hasSize(3).endsWith("late");

        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        readOf(files);
        assertThat(read).hasSize(4).endsWith("new");
    }

    @Test
    void goOnAtOnceWhereTheSidecarHasPutAFileAside() throws IOException {
        LogFiles files = open(() -> LogFile.all(logs.log()));
        logs.write(2);
        readOf(files);
        logs.rotate();
        logs.write(2);
        readOf(files);
        assertThat(read).isEqualTo(logs.written());
    }

    @Test
    void areAllReadWhenOneIsRotatedWhileTheyAreListed() throws IOException {
        AtomicBoolean rotates = new AtomicBoolean(true);
        logs.write(2);
        LogFiles files = open(() -> {
            List<LogFile> all = LogFile.all(logs.log());
            if (rotates.getAndSet(false)) {
                logs.rotate();
                logs.write(1);
            }
            return all;
        });
        readOf(files);
        readOf(files);
        assertThat(read).isEqualTo(logs.written());
    }

    @Test
    void areAllReadWhenOneIsPackedWhileTheyAreListed() throws IOException {
        AtomicBoolean packs = new AtomicBoolean(true);
        logs.write(2);
        Path first = logs.rotate();
        logs.write(3);
        logs.rotate();
        logs.write(1);
        LogFiles files = open(() -> {
            List<LogFile> all = LogFile.all(logs.log());
            if (packs.getAndSet(false)) {
                logs.pack(first);
            }
            return all;
        });
        readOf(files);
        readOf(files);
        assertThat(read).isEqualTo(logs.written());
    }

    @Test
    void findTheBegunOneAgainWhenItIsPackedWhileItIsLookedFor() throws IOException {
        logs.write(2);
        LogFiles before = open(() -> LogFile.all(logs.log()));
        readOf(before);
        before.close(0);
        logs.write(3);
        Path old = logs.rotate();
        AtomicBoolean packs = new AtomicBoolean(true);
        LogFiles files = open(() -> {
            List<LogFile> all = LogFile.all(logs.log());
            if (packs.getAndSet(false)) {
                logs.pack(old);
            }
            return all;
        });
        readOf(files);
        assertThat(read).isEqualTo(logs.written());
    }

    @Test
    void areReadButForThoseThatCannotBe() throws IOException {
        Files.createDirectory(folder.resolve("a8_access-20260101T030405.000Z.log"));
        logs.write(2);
        LogFiles files = open(() -> LogFile.all(logs.log()));
        readOf(files);
        assertThat(read).isEqualTo(logs.written());
    }

    private LogFiles open(LogFiles.Listing listing) {
        LogFiles files = new LogFiles(logs.log(), listing, nanos::get, new Meters().forShipping());
        files.open();
        return files;
    }

    /** All that there is for now, as a server would take it. */
    private void readOf(LogFiles files) throws IOException {
        Optional<Batch> batch = files.next();
        while (batch.isPresent()) {
            for (Line line : batch.get().lines()) {
                read.add(new String(line.text(), StandardCharsets.UTF_8));
            }
            files.acknowledged(batch.get(), batch.get().size());
            batch = files.next();
        }
    }
}
