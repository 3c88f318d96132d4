package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.metrics.MetricsSnapshot.Distribution;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Family;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Series;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.BiFunction;

/** Shows the sidecar's meters to Prometheus's library, in its words. */
final class SnapshotCollector implements MultiCollector {

    private static final double[] UPPER_BOUNDS = upperBounds();

    private final Meters meters;

    SnapshotCollector(Meters meters) {
        this.meters = meters;
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(meters.snapshot().families().stream()
                .map(SnapshotCollector::translate)
                .toList());
    }

    private static MetricSnapshot translate(Family family) {
        return switch (family.metric().kind()) {
            case COUNTER -> new CounterSnapshot(metadata(family), points(family, SnapshotCollector::counted));
            case GAUGE -> new GaugeSnapshot(metadata(family), points(family, SnapshotCollector::measured));
            case HISTOGRAM -> new HistogramSnapshot(metadata(family), points(family, SnapshotCollector::distributed));
            case INFO ->
                new InfoSnapshot(
                        metadata(family), points(family, (labels, series) -> new InfoDataPointSnapshot(labels)));
        };
    }

    /** The library appends a kind's suffix itself. */
    private static MetricMetadata metadata(Family family) {
        String name = family.metric().seriesName().replaceFirst("_(total|info)$", "");
        return new MetricMetadata(name, family.metric().help());
    }

    private static <T> List<T> points(Family family, BiFunction<Labels, Series, T> translation) {
        List<String> names = family.metric().labels();
        return family.series().stream()
                .map(series -> translation.apply(Labels.of(names, series.labels()), series))
                .toList();
    }

    private static CounterDataPointSnapshot counted(Labels labels, Series series) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(valueOf(series))
                .build();
    }

    private static GaugeDataPointSnapshot measured(Labels labels, Series series) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(valueOf(series))
                .build();
    }

    private static HistogramDataPointSnapshot distributed(Labels labels, Series series) {
        Distribution distribution = (Distribution) series;
        long[] counts =
                distribution.counts().stream().mapToLong(Long::longValue).toArray();
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(UPPER_BOUNDS, counts))
                .sum(distribution.sum())
                .build();
    }

    private static double valueOf(Series series) {
        return ((Value) series).value();
    }

    private static double[] upperBounds() {
        double[] bounds = new double[Distribution.BOUNDS.size() + 1];
        for (int i = 0; i < Distribution.BOUNDS.size(); i++) {
            bounds[i] = Distribution.BOUNDS.get(i);
        }
        bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
        return bounds;
    }
}
