package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.RotationOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that become old, and files that others lay hands on. */
final class RotatingFileTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final Duration DAY = Duration.ofDays(1);

    /** Everything is kept, and nothing is rotated by age. */
    private static final RotationOptions SMALL =
            new RotationOptions(RotationOptions.SMALLEST, Duration.ZERO, RotationOptions.MOST_KEPT);

    private final AtomicLong millis = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Time time = new Time(() -> START.plusMillis(millis.get()), () -> millis.get() * 1_000_000);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameIt() {
        file = directory.resolve("a8_access.log");
    }

    @Test
    void turnsOverBeforeALineWouldOutgrowItsSizeAndLosesAndDoublesNone() throws IOException {
        int count = 3_000;
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            for (int i = 0; i < count; i++) {
                add(batch, i);
                if (i % 7 == 0) {
                    batch.flush();
                }
            }
            batch.flush();
        }
        List<Path> all = new Directory(file).all();
        assertThat(all).hasSizeGreaterThan(10);
        for (Path plain : all) {
            if (RotatedFiles.isPlain(plain)) {
                assertThat(Files.size(plain)).isLessThanOrEqualTo(SMALL.size());
            }
        }
        assertThat(numbers(new Directory(file).lines()))
                .isEqualTo(IntStream.range(0, count).boxed().toList());
        assertThat(lost).hasValue(0);
    }

    @Test
    void fillsAFileUpToALinesLength() throws IOException {
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            long length = line(1_000).length();
            long fit = SMALL.size() / length;
            for (int i = 0; i < fit; i++) {
                add(batch, 1_000 + i);
            }
            batch.flush();
            assertThat(Files.size(file)).isGreaterThan(SMALL.size() - length).isLessThanOrEqualTo(SMALL.size());
            assertThat(old()).isEmpty();
            add(batch, 9_000);
            batch.flush();
            assertThat(Files.readString(file)).isEqualTo(line(9_000));
            assertThat(old()).hasSize(1);
        }
    }

    @Test
    void turnsOverWhatIsOldBeforeItsNextLine() throws IOException {
        try (RotatingFile target = open(daily())) {
            LineBatch batch = batch(target);
            write(batch, 1);
            millis.addAndGet(DAY.toMillis() - 1);
            write(batch, 2);
            assertThat(old()).isEmpty();
            millis.addAndGet(1);
            write(batch, 3);
            assertThat(old()).containsExactly("a8_access-20260103T030405.006Z.log");
            assertThat(numbers(Files.readAllLines(file))).containsExactly(3);
        }
    }

    @Test
    void knowsTheAgeOfAFileThatAnEarlierProcessBegan() throws IOException {
        Files.writeString(file, "{\"status\":\"200\",\"timestamp\":\"2026-01-01T03:04:05.006Z\"}\n");
        try (RotatingFile target = open(daily())) {
            write(batch(target), 1);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-01-02T03:04:05.006Z", "+1000000000-12-31T23:59:59.999Z"})
    void countsTheAgeFromNowWhereTheFirstLineIsOfATimeToCome(String moment) throws IOException {
        Files.writeString(file, "{\"status\":\"200\",\"timestamp\":\"" + moment + "\"}\n");
        try (RotatingFile target = open(daily())) {
            LineBatch batch = batch(target);
            write(batch, 1);
            assertThat(old()).isEmpty();
            millis.addAndGet(DAY.toMillis());
            write(batch, 2);
            assertThat(old()).hasSize(1);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(2);
        }
    }

    @Test
    void countsTheAgeFromTheFirstLineAndNotFromTheEmptyFile() throws IOException {
        try (RotatingFile target = open(daily())) {
            LineBatch batch = batch(target);
            millis.addAndGet(DAY.toMillis());
            write(batch, 1);
            write(batch, 2);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(1, 2);
        }
    }

    @Test
    void beginsAnewWithinASecondAfterItWasMoved() throws IOException {
        Path moved = directory.resolve("moved");
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            write(batch, 1);
            Files.move(file, moved);
            write(batch, 2);
            millis.addAndGet(1_000);
            write(batch, 3);
            assertThat(numbers(Files.readAllLines(moved))).containsExactly(1, 2);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(3);
        }
    }

    @Test
    void beginsAnewWithinASecondAfterItWasRemovedWithItsDirectory() throws IOException {
        file = directory.resolve("deep/logs/a8_access.log");
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            write(batch, 1);
            Files.delete(file);
            Files.delete(file.getParent());
            millis.addAndGet(1_000);
            write(batch, 2);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(2);
        }
    }

    @Test
    void letsGoOfAMovedFileAtOnceWhenTold() throws IOException {
        Path moved = directory.resolve("moved");
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            write(batch, 1);
            Files.move(file, moved);
            target.reopen();
            batch.attend();
            assertThat(file).isEmptyFile();
            write(batch, 2);
            assertThat(numbers(Files.readAllLines(moved))).containsExactly(1);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(2);
        }
    }

    @Test
    void countsEveryLineAsLostWhileNoFileCanBeMadeAndGoesOnWhenOneCan() throws IOException {
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            write(batch, 1);
            Files.delete(file);
            Files.createDirectory(file);
            millis.addAndGet(1_000);
            write(batch, 2);
            write(batch, 3);
            assertThat(lost).hasValue(2);
            Files.delete(file);
            millis.addAndGet(1_000);
            write(batch, 4);
            assertThat(lost).hasValue(2);
            assertThat(numbers(Files.readAllLines(file))).containsExactly(4);
        }
    }

    @Test
    void seesThatSomebodyHasShortenedItByACopy() throws IOException {
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            int count = (int) SMALL.size() / line(1_000).length();
            for (int i = 0; i < count; i++) {
                write(batch, 1_000 + i);
            }
            Files.write(file, new byte[0]);
            millis.addAndGet(1_000);
            write(batch, 2_000);
            write(batch, 2_001);
            assertThat(old()).isEmpty();
            assertThat(numbers(Files.readAllLines(file))).containsExactly(2_000, 2_001);
        }
    }

    @Test
    void leavesALinkWhereItIs() throws IOException {
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        try (RotatingFile target = open(SMALL)) {
            LineBatch batch = batch(target);
            for (int i = 0; i < 1_000; i++) {
                write(batch, i);
            }
        }
        assertThat(file).isSymbolicLink();
        assertThat(old()).isEmpty();
        assertThat(Files.readAllLines(elsewhere)).hasSize(1_000);
    }

    @Test
    void takesALinkToADirectoryForOne() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        file = Files.createSymbolicLink(directory.resolve("link"), real).resolve("a8_access.log");
        try (RotatingFile target = open(SMALL)) {
            write(batch(target), 1);
        }
        assertThat(numbers(Files.readAllLines(real.resolve("a8_access.log")))).containsExactly(1);
    }

    @Test
    void takesNothingBackFromAFileThatWasShortenedMeanwhile() throws IOException {
        try (RotatingFile target = open(SMALL)) {
            target.write(ByteBuffer.wrap(new byte[10]));
            Files.write(file, new byte[3]);

            assertThat(target.takeBack(10)).isFalse();
            assertThat(Files.size(file)).isEqualTo(3);
        }
    }

    private static RotationOptions daily() {
        return new RotationOptions(RotationOptions.LARGEST, DAY, RotationOptions.MOST_KEPT);
    }

    private RotatingFile open(RotationOptions options) throws IOException {
        return RotatingFile.open(file, options, Unshipped.NOTHING, time);
    }

    private LineBatch batch(LineTarget target) {
        return new LineBatch(target, "access log", lost::addAndGet);
    }

    /** The names of the old files, compressed by now or not. */
    private List<String> old() throws IOException {
        return new RotatedFiles(file)
                .all().stream()
                        .map(old -> old.getFileName().toString().replace(".gz", ""))
                        .distinct()
                        .toList();
    }

    private static void write(LineBatch batch, int number) {
        add(batch, number);
        batch.flush();
    }

    private static void add(LineBatch batch, int number) {
        byte[] bytes = line(number).getBytes(StandardCharsets.UTF_8);
        batch.add(bytes, bytes.length);
    }

    private static String line(int number) {
        return "line " + number + " " + "x".repeat(50) + "\n";
    }

    private static List<Integer> numbers(List<String> lines) {
        List<Integer> numbers = new ArrayList<>();
        lines.forEach(line -> numbers.add(Integer.valueOf(line.split(" ", 3)[1])));
        return numbers;
    }
}
