package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.LogLines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is said of a disk that is full now and then. */
final class LineBatchTest {

    private static final byte[] LINE = ("x".repeat(9_000) + "\n").getBytes(StandardCharsets.UTF_8);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final MemoryTarget target = new MemoryTarget(true);
    private final LineBatch batch = new LineBatch(target, "access log", dropped::addAndGet, nanos::get);

    @Test
    void warnsOnceAMinuteWhileLinesAreLostAgainAndAgain() {
        try (LogLines said = LogLines.of(LineBatch.class.getPackage())) {
            for (int i = 0; i < 5; i++) {
                loseOne();
                writeOne();
            }
            assertThat(said.count("access log cannot be written")).isEqualTo(1);
            assertThat(said.count("access log can be written again")).isEqualTo(1);

            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            loseOne();
            writeOne();
            assertThat(said.count("access log cannot be written")).isEqualTo(2);
            assertThat(said.all())
                    .filteredOn(line -> line.startsWith("access log can be written again"))
                    .last()
                    .asString()
                    .contains("lost_lines=\"5\"");
            assertThat(dropped).hasValue(6);
        }
    }

    @Test
    void warnsOfALaterTroubleThatLasts() {
        try (LogLines said = LogLines.of(LineBatch.class.getPackage())) {
            loseOne();
            writeOne();
            loseOne();
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            loseOne();
            loseOne();
            assertThat(said.count("access log cannot be written")).isEqualTo(2);
        }
    }

    private void loseOne() {
        target.room(0);
        write();
    }

    private void writeOne() {
        target.room(Long.MAX_VALUE);
        write();
    }

    private void write() {
        batch.add(LINE, LINE.length);
        batch.flush();
    }
}
