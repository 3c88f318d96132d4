package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.config.RotationOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many hostile entries as {@code -Da8.lines} says, through files that turn over all the time: each ends as one line that
 * a strict reader takes, or as one that was counted.
 */
final class HostileLinesTest {

    private static final int LINES = Integer.getInteger("a8.lines", 20_000);

    /** As many as the ring takes at once: few are dropped. */
    private static final int BURST = AccessLogWriter.RING_CAPACITY / 2;

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long SEED = 5813;
    private static final double SAMPLE = 0.5;

    /** Each file of some hundred lines; all are kept. */
    private static final RotationOptions ROTATION =
            new RotationOptions(Math.max(1 << 20, LINES * 100L), Duration.ZERO, RotationOptions.MOST_KEPT);

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Meters meters = new Meters();

    @Test
    void everyEntryBecomesOneLineThatParsesOrIsCounted(@TempDir Path directory) throws Exception {
        AccessLogOptions options = new AccessLogOptions(Optional.of(directory), ROTATION, SAMPLE);
        Identity identity = new Identity("a\"b\\c", Tags.NONE);
        AccessLogWriter writer = AccessLogWriter.open(options, identity, Unshipped.NOTHING, meters);
        Random random = new Random(SEED);
        for (int i = 0; i < LINES; i++) {
            writer.write(Entries.everywhere(hostile(random)));
            if (i % BURST == 0) {
                await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(writer::isDrained);
            }
        }
        writer.close();

        Directory log = new Directory(directory.resolve("a8_access.log"));
        long lines = log.forEachLine(HostileLinesTest::isEntry);
        long sampledOut = count(Metric.ACCESS_LOG_SAMPLED_OUT);
        assertThat(lines + count(Metric.ACCESS_LOG_DROPPED) + sampledOut).isEqualTo(LINES);
        assertThat(lines).isGreaterThan(LINES / 2);
        assertThat(sampledOut).isPositive();
        assertThat(log.all())
                .hasSizeGreaterThan(1)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(ROTATION.size()));
    }

    private static void isEntry(String line) throws IOException {
        JsonNode json = STRICT.readTree(line);
        assertThat(json.path("module").asText()).isEqualTo("A8SIDECAR");
        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(JsonLine.LIMIT);
    }

    /** Now and then nothing at all, as of an untroubled call; of which some are left out. */
    private static String hostile(Random random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(40);
        int kind = random.nextInt(6);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length && kind > 0; i++) {
            text.append(
                    switch (kind) {
                        case 1 -> (char) random.nextInt(0x20);
                        case 2 -> (char) random.nextInt(0x100);
                        case 3 -> (char) random.nextInt(0x10000);
                        case 4 -> "\"\\{}[]:,\n\r\u2028\u007f".charAt(random.nextInt(12));
                        default -> (char) (Character.MIN_SURROGATE + random.nextInt(0x800));
                    });
        }
        return text.toString();
    }

    private long count(Metric metric) {
        List<Long> values = new ArrayList<>();
        meters.snapshot().series(metric).forEach(series -> values.add((long) ((Value) series).value()));
        return values.get(0);
    }
}
