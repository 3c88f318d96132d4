package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Family;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who has one snapshot and hears what has changed knows the next one. */
final class MetricsUpdateTest {

    private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123456Z");

    @Test
    void tellsNewValuesAndNotTheOldOnes() {
        MetricsSnapshot before = snapshot(new Value(List.of("success"), 4), new Value(List.of("failure"), 1));
        MetricsSnapshot now = snapshot(new Value(List.of("success"), 6), new Value(List.of("failure"), 1));

        assertThat(MetricsUpdate.between(before, AT, now))
                .isEqualTo(new JsonObject("{\"at\":\"2026-01-31T12:00:00.123Z\",\"full\":false,\"series\":"
                        + "{\"a8_retries_total\":[{\"labels\":{\"result\":\"success\"},\"value\":6.0}]}}"));
    }

    @Test
    void tellsWhatIsGone() {
        MetricsSnapshot before = snapshot(new Value(List.of("success"), 4), new Value(List.of("failure"), 1));
        MetricsSnapshot now = snapshot(new Value(List.of("success"), 4));

        assertThat(MetricsUpdate.between(before, AT, now))
                .isEqualTo(new JsonObject("{\"at\":\"2026-01-31T12:00:00.123Z\",\"full\":false,\"series\":{},"
                        + "\"gone\":{\"a8_retries_total\":[{\"labels\":{\"result\":\"failure\"}}]}}"));
    }

    @Test
    void tellsEverythingWhenItIsFull() {
        MetricsSnapshot now = snapshot(new Value(List.of("success"), 4), new Value(List.of("failure"), 1));

        JsonObject update = MetricsUpdate.full(AT, now);

        assertThat(update.getBoolean("full")).isTrue();
        assertThat(update.getJsonObject("series").getJsonArray("a8_retries_total"))
                .hasSize(2);
    }

    private static MetricsSnapshot snapshot(Value... values) {
        return new MetricsSnapshot(
                List.of(new Family(Metric.RETRIES, List.copyOf(Arrays.asList(values)))),
                Optional.empty(),
                Optional.empty());
    }
}
