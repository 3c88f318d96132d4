package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.metrics.MetricsSnapshot.Distribution;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Family;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Series;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A snapshot in the making: sums up what the parts give for the same series. Used by one thread. */
final class Gathering {

    private static final Comparator<Series> BY_LABELS = Comparator.comparing(Series::labels, Gathering::compareInOrder);

    private final Map<Metric, Map<List<String>, Sum>> sums = new EnumMap<>(Metric.class);

    /** Counts stay exact up to 2⁵³. */
    void add(Metric metric, long value, String... labels) {
        add(metric, (double) value, List.of(labels));
    }

    void add(Metric metric, double value, List<String> labels) {
        sumOf(metric, labels).value += value;
    }

    void add(Metric metric, Histogram histogram, String... labels) {
        Sum sum = sumOf(metric, List.of(labels));
        histogram.addCountsTo(sum.counts);
        sum.value += histogram.sumSeconds();
    }

    List<Family> families() {
        List<Family> families = new ArrayList<>();
        sums.forEach((metric, bySeries) -> families.add(new Family(metric, series(metric, bySeries))));
        return families;
    }

    private Sum sumOf(Metric metric, List<String> labels) {
        return sums.computeIfAbsent(metric, key -> new HashMap<>()).computeIfAbsent(labels, key -> new Sum());
    }

    private static List<Series> series(Metric metric, Map<List<String>, Sum> sums) {
        List<Series> series = new ArrayList<>();
        sums.forEach((labels, sum) -> series.add(
                metric.kind() == Metric.Kind.HISTOGRAM
                        ? new Distribution(labels, sum.countsAsList(), sum.value)
                        : new Value(labels, sum.value)));
        series.sort(BY_LABELS);
        return series;
    }

    private static int compareInOrder(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** What one series has come to so far; a histogram's value is its sum. */
    private static final class Sum {
        private final long[] counts = new long[Histogram.BOUNDS.size() + 1];
        private double value;

        List<Long> countsAsList() {
            List<Long> list = new ArrayList<>(counts.length);
            for (long count : counts) {
                list.add(count);
            }
            return list;
        }
    }
}
