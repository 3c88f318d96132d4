package io.amalgam8.sidecar.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every meter at one moment: what is scraped and what is asked for over the event bus is made of this.
 *
 * @param families in the order of {@link Metric}; those without any series are left out
 * @param discoveryAge since the registry last listed the instances; empty before the first time
 * @param rulesAge since the controller last gave the rules; empty before the first time
 */
public record MetricsSnapshot(List<Family> families, Optional<Duration> discoveryAge, Optional<Duration> rulesAge) {

    public MetricsSnapshot {
        families = List.copyOf(families);
    }

    /** The series of that metric; none when it has not been counted yet. */
    public List<Series> series(Metric metric) {
        for (Family family : families) {
            if (family.metric() == metric) {
                return family.series();
            }
        }
        return List.of();
    }

    /** One metric with all of its series. */
    public record Family(Metric metric, List<Series> series) {

        public Family {
            series = List.copyOf(series);
        }
    }

    /** One combination of label values, in the order of {@link Metric#labels}. */
    public sealed interface Series {
        List<String> labels();
    }

    /** A counter's or gauge's value. */
    public record Value(List<String> labels, double value) implements Series {

        public Value {
            labels = List.copyOf(labels);
        }
    }

    /**
     * A histogram's value.
     *
     * @param counts of each range alone; the last is of what lies above all bounds
     * @param sum of all that was counted, in seconds
     */
    public record Distribution(List<String> labels, List<Long> counts, double sum) implements Series {

        /** The ranges' inclusive upper bounds in seconds; one fewer than there are counts. */
        public static final List<Double> BOUNDS = Histogram.BOUNDS;

        public Distribution {
            labels = List.copyOf(labels);
            counts = List.copyOf(counts);
        }

        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }
}
