package io.amalgam8.sidecar.shipping;

import static io.amalgam8.sidecar.shipping.RunningShipping.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.testing.LogLines;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryLinesTest {

    private final Meters meters = new Meters();
    private final ShippingMeters counters = meters.forShipping();
    private final MemoryLines lines = new MemoryLines(100, counters);

    @Test
    void areShippedAndAWarningSaysWhatThatMeans() {
        try (FakeLogServer server = FakeLogServer.start();
                LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = RunningShipping.of(lines, meters, counters, server.address())) {
            take("one");
            take("two");
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 2);
            assertThat(server.messages()).containsExactly("one", "two");
            assertThat(server.events().get(1).path("source").asText()).isEqualTo("stdout");
            assertThat(said.count("the log is in no file")).isEqualTo(1);
        }
    }

    @Test
    void areTheNewestWhenThereAreTooManyAndTheOthersAreCounted() {
        try (LogLines said = LogLines.of(ShippingVerticle.class.getPackage())) {
            for (int i = 0; i < 50; i++) {
                take("line " + (100 + i));
            }
            assertThat(said.count("more lines wait for a log server")).isEqualTo(1);
        }
        List<Line> left = lines.next().orElseThrow().lines();
        assertThat(left).hasSize(11);
        assertThat(new String(left.get(10).text(), StandardCharsets.UTF_8)).isEqualTo("line 149");
        assertThat(lost()).isEqualTo(39);
    }

    @Test
    void areCountedAsLostWhenTheyAreLeftAtTheEnd() {
        take("one");
        lines.close(2);
        assertThat(lost()).isEqualTo(3);
    }

    private long lost() {
        return meters.snapshot().families().stream()
                .filter(family -> family.metric() == Metric.LOG_SHIP_LOST)
                .flatMap(family -> family.series().stream())
                .mapToLong(series -> (long) ((io.amalgam8.sidecar.metrics.MetricsSnapshot.Value) series).value())
                .sum();
    }

    private void take(String line) {
        byte[] bytes = (line + "\nrest").getBytes(StandardCharsets.UTF_8);
        lines.take(bytes, line.length() + 1);
    }
}
