package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LineThreadTest {

    private final AtomicLong dropped = new AtomicLong();

    @Test
    void goesOnAfterAnEntryOfWhichNoLineCanBeMadeAndCountsIt() {
        MemoryTarget target = new MemoryTarget(true);
        LineThread<String> lines =
                new LineThread<>("access log", 8, target, dropped::addAndGet, LineThreadTest::addLine);
        lines.offer("one");
        lines.offer("");
        lines.offer("two");
        lines.start();
        lines.close();
        assertThat(target.lines()).containsExactly("one", "two");
        assertThat(dropped).hasValue(1);
    }

    private static void addLine(String entry, LineBatch batch) {
        if (entry.isEmpty()) {
            throw new IllegalStateException("no line can be made of this");
        }
        byte[] line = (entry + "\n").getBytes(StandardCharsets.UTF_8);
        batch.add(line, line.length);
    }
}
