package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.config.RotationOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogWriterTest {

    private static final Identity GATEWAY = new Identity("gateway", Tags.NONE);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Meters meters = new Meters();

    @TempDir
    Path directory;

    @Test
    void appendsToTheFileInTheDirectoryAndMakesBoth() throws IOException {
        Path made = directory.resolve("deep/logs");
        for (int i = 0; i < 2; i++) {
            AccessLogWriter writer = open(made);
            writer.write(Entries.usual());
            writer.close();
        }
        List<String> lines = Files.readAllLines(made.resolve("a8_access.log"));
        assertThat(lines).hasSize(2);
        assertThat(lines).allSatisfy(AccessLogWriterTest::isEntry);
        assertThat(dropped()).isZero();
    }

    @Test
    void writesALineSoonWithoutBeingClosed() {
        try (AccessLogWriter writer = open(directory)) {
            writer.write(Entries.usual());
            await().atMost(LONG)
                    .until(() -> Files.readAllLines(directory.resolve("a8_access.log"))
                                    .size()
                            == 1);
            writer.write(Entries.usual());
            await().atMost(LONG)
                    .until(() -> Files.readAllLines(directory.resolve("a8_access.log"))
                                    .size()
                            == 2);
        }
    }

    @Test
    void endsALineThatAnEarlierProcessLeftTorn() throws IOException {
        Files.writeString(directory.resolve("a8_access.log"), "{\"status\":\"20");
        AccessLogWriter writer = open(directory);
        writer.write(Entries.usual());
        writer.close();
        List<String> lines = Files.readAllLines(directory.resolve("a8_access.log"));
        assertThat(lines).hasSize(2);
        isEntry(lines.get(1));
    }

    @Test
    void goesToStandardOutputWhenTheDirectoryCannotBeMadeOrIsNotGiven() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        MemoryTarget standardOutput = new MemoryTarget(false);
        assertThat(AccessLogWriter.target(into(file.resolve("logs")), Unshipped.NOTHING, () -> standardOutput))
                .isSameAs(standardOutput);
        assertThat(AccessLogWriter.target(AccessLogOptions.toStandardOutput(), Unshipped.NOTHING, () -> standardOutput))
                .isSameAs(standardOutput);
        assertThat(file).hasContent("in the way");
    }

    @Test
    void goesToStandardOutputWhenTheFileCannotBeWritten() throws IOException {
        Files.createDirectory(directory.resolve("a8_access.log"));
        MemoryTarget standardOutput = new MemoryTarget(false);
        assertThat(AccessLogWriter.target(into(directory), Unshipped.NOTHING, () -> standardOutput))
                .isSameAs(standardOutput);
    }

    @Test
    void countsEveryLineOnceFromManyThreads() throws Exception {
        MemoryTarget target = new MemoryTarget(true);
        AccessLogWriter writer = new AccessLogWriter(target, GATEWAY, 1, meters).start();
        int threads = 4;
        int each = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            writing.add(pool.submit(() -> {
                for (int n = 0; n < each; n++) {
                    writer.write(Entries.usual());
                }
            }));
        }
        for (Future<?> one : writing) {
            one.get(60, TimeUnit.SECONDS);
        }
        pool.shutdown();
        writer.close();
        assertThat(target.lines().size() + dropped()).isEqualTo((long) threads * each);
        assertThat(target.lines()).allSatisfy(AccessLogWriterTest::isWhole);
        assertThat(target.isClosed()).isTrue();
    }

    @Test
    void dropsTheOldestAndCountsThemWhileThePipeIsNotRead() throws Exception {
        MemoryTarget target = new MemoryTarget(false);
        target.block();
        AccessLogWriter writer = new AccessLogWriter(target, GATEWAY, 1, meters).start();
        writer.write(numbered(0));
        target.awaitBlocked();
        int more = 2 * AccessLogWriter.RING_CAPACITY;
        for (int i = 1; i <= more; i++) {
            writer.write(numbered(i));
        }
        assertThat(dropped()).isEqualTo(more - AccessLogWriter.RING_CAPACITY);
        target.unblock();
        writer.close();
        assertThat(target.lines()).hasSize(1 + AccessLogWriter.RING_CAPACITY);
        assertThat(target.lines().get(0)).contains("/reviews/0\"");
        assertThat(target.lines().get(1)).contains("/reviews/" + (more - AccessLogWriter.RING_CAPACITY + 1) + "\"");
        assertThat(target.lines().get(AccessLogWriter.RING_CAPACITY)).contains("/reviews/" + more + "\"");
    }

    @Test
    void closesInTimeAlthoughThePipeIsNeverRead() throws Exception {
        MemoryTarget target = new MemoryTarget(false);
        target.block();
        AccessLogWriter writer = new AccessLogWriter(target, GATEWAY, 1, meters).start();
        writer.write(numbered(0));
        target.awaitBlocked();
        for (int i = 1; i <= 100; i++) {
            writer.write(numbered(i));
        }
        writer.close();
        assertThat(target.lines()).isEmpty();
        assertThat(dropped()).isEqualTo(101);
    }

    @Test
    void leavesOutACountedShareOfTheCallsInWhichNothingHappened() throws IOException {
        MemoryTarget target = new MemoryTarget(false);
        AccessLogWriter writer = new AccessLogWriter(target, GATEWAY, 0.25, meters).start();
        int calls = 8_000;
        for (int i = 0; i < calls; i++) {
            writer.write(Entries.untroubled());
        }
        writer.close();
        assertThat(target.lines().size()).isBetween(calls / 5, calls * 3 / 10);
        assertThat(target.lines().size() + sampledOut()).isEqualTo(calls);
        assertThat(dropped()).isZero();
    }

    @Test
    void keepsEveryCallWithTroubleHoweverSmallTheShare() throws IOException {
        MemoryTarget target = new MemoryTarget(false);
        AccessLogWriter writer = new AccessLogWriter(target, GATEWAY, 0, meters).start();
        writer.write(Entries.untroubled());
        writer.write(Entries.ended(400, ""));
        writer.write(Entries.ended(503, "UF"));
        writer.write(Entries.ended(200, "URX"));
        writer.write(Entries.usual());
        writer.close();
        assertThat(target.lines()).hasSize(4);
        assertThat(sampledOut()).isEqualTo(1);
    }

    @Test
    void letsGoOfAMovedFileWhileThereIsNothingToWrite() throws IOException {
        Path file = directory.resolve("a8_access.log");
        AccessLogWriter writer = open(directory);
        writer.write(Entries.usual());
        await().atMost(LONG).until(() -> Files.size(file) > 0);
        Files.move(file, directory.resolve("moved"));
        writer.reopen();
        await().atMost(LONG).until(() -> Files.exists(file));
        writer.write(Entries.usual());
        writer.close();
        assertThat(Files.readAllLines(directory.resolve("moved"))).hasSize(1);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void countsWhatIsWrittenAfterItsEnd() throws IOException {
        MemoryTarget target = new MemoryTarget(false);
        AccessLogWriter writer = new AccessLogWriter(target, GATEWAY, 1, meters).start();
        writer.write(Entries.usual());
        writer.close();
        writer.write(Entries.usual());
        writer.write(Entries.usual());
        writer.close();
        assertThat(target.lines()).hasSize(1);
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void resumesWholeWhenTheFullDiskHasRoomAgain() throws IOException {
        MemoryTarget target = new MemoryTarget(true);
        int length = lengthOf(numbered(1));
        target.room(2L * length + 10);
        writeWhileFullAndThenWithRoom(target, length);
        assertThat(target.lines()).allSatisfy(AccessLogWriterTest::isEntry);
    }

    @Test
    void endsTheTornLineWhereItCannotBeTakenBack() throws IOException {
        MemoryTarget target = new MemoryTarget(false);
        int length = lengthOf(numbered(1));
        target.room(2L * length + 10);
        writeWhileFullAndThenWithRoom(target, length);
        List<String> whole =
                target.lines().stream().filter(line -> line.length() > 10).toList();
        assertThat(target.lines()).hasSize(whole.size() + 1);
        assertThat(whole).allSatisfy(AccessLogWriterTest::isEntry);
    }

    @Test
    void saysOnceThatTheDiskIsFullAndOnceThatItIsNotHoweverOftenALineFitsMeanwhile() throws IOException {
        MemoryTarget target = new MemoryTarget(true);
        LineBatch batch = new LineBatch(target, "access log", meters::accessLogDropped);
        int length = lengthOf(numbered(1));
        try (LogLines log = LogLines.of(AccessLogWriter.class.getPackage())) {
            for (int i = 0; i < 5; i++) {
                target.room(length);
                fill(batch, 1);
                fill(batch, 3);
            }
            assertThat(target.lines()).hasSize(5);
            assertThat(dropped()).isEqualTo(15);
            assertThat(log.count("access log cannot be written")).isEqualTo(1);
            assertThat(log.count("access log can be written again")).isZero();

            target.room(Long.MAX_VALUE);
            fill(batch, 50);
            assertThat(log.all())
                    .filteredOn(line -> line.startsWith("access log can be written again"))
                    .singleElement()
                    .asString()
                    .contains("15");
        }
    }

    /** Two lines and a piece of the third have room; then none; then all. */
    private void writeWhileFullAndThenWithRoom(MemoryTarget target, int length) throws IOException {
        LineBatch batch = new LineBatch(target, "access log", meters::accessLogDropped);
        fill(batch, 5);
        assertThat(dropped()).isEqualTo(3);
        fill(batch, 4);
        assertThat(dropped()).isEqualTo(7);
        target.room(Long.MAX_VALUE);
        fill(batch, 6);
        assertThat(dropped()).isEqualTo(7);
        assertThat(target.lines().stream().filter(line -> line.length() == length - 1))
                .hasSize(8);
    }

    private static void fill(LineBatch batch, int lines) {
        JsonLine line = new LineFormat(GATEWAY).format(numbered(1));
        for (int i = 0; i < lines; i++) {
            batch.add(line.bytes(), line.length());
        }
        batch.flush();
    }

    private static int lengthOf(AccessLogEntry entry) {
        return new LineFormat(GATEWAY).format(entry).length();
    }

    private static AccessLogEntry numbered(int number) {
        return Entries.withTarget("/reviews/" + number);
    }

    private static void isEntry(String line) throws IOException {
        assertThat(new ObjectMapper().readTree(line).path("module").asText()).isEqualTo("A8SIDECAR");
    }

    private static void isWhole(String line) {
        assertThat(line).startsWith("{\"status\":\"200\"").endsWith("\"gremlin_recipe_id\":\"r-17\"}");
    }

    private AccessLogWriter open(Path where) {
        return AccessLogWriter.open(into(where), GATEWAY, Unshipped.NOTHING, meters);
    }

    private static AccessLogOptions into(Path where) {
        // The entries are years old: by age, the file would be turned over at each.
        RotationOptions rotation = new RotationOptions(RotationOptions.LARGEST, Duration.ZERO, 10);
        return new AccessLogOptions(Optional.of(where), rotation, 1);
    }

    private long dropped() {
        return count(Metric.ACCESS_LOG_DROPPED);
    }

    private long sampledOut() {
        return count(Metric.ACCESS_LOG_SAMPLED_OUT);
    }

    private long count(Metric metric) {
        return (long) ((Value) meters.snapshot().series(metric).get(0)).value();
    }
}
