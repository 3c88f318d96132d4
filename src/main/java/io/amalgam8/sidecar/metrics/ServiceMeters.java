package io.amalgam8.sidecar.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What one event loop counts of one service's calls. */
final class ServiceMeters {

    /** Versions come from the operators' rules: more than these share one label. */
    static final int VERSION_LIMIT = 50;

    /** Codes come from the instances: more kinds of outcome than these share one label. */
    static final int OUTCOME_LIMIT = 64;

    private static final String OTHER = ServiceLabels.OTHER;

    private final Histogram durations = new Histogram();
    private final Map<String, VersionMeters> versions = new ConcurrentHashMap<>();

    void finished(String version, int status, String flags, long durationNanos) {
        durations.record(durationNanos);
        ofVersion(version).outcome(status, flags).count.increment();
    }

    void answered(String version, long upstreamNanos) {
        ofVersion(version).upstream.record(upstreamNanos);
    }

    void gather(String service, Gathering gathering) {
        gathering.add(Metric.REQUEST_DURATION, durations, service);
        versions.forEach((version, meters) -> meters.gather(service, version, gathering));
    }

    private VersionMeters ofVersion(String version) {
        VersionMeters meters = versions.get(version);
        return meters != null ? meters : newVersion(version);
    }

    private VersionMeters newVersion(String version) {
        String label = versions.size() < VERSION_LIMIT ? version : OTHER;
        return versions.computeIfAbsent(label, key -> new VersionMeters());
    }

    /** One version's calls, by how they ended: a handful of outcomes, found faster by looking than by hashing. */
    private static final class VersionMeters {
        private final Histogram upstream = new Histogram();
        private volatile Outcome[] outcomes = new Outcome[0];

        Outcome outcome(int status, String flags) {
            for (Outcome outcome : outcomes) {
                if (outcome.status == status && outcome.flags.equals(flags)) {
                    return outcome;
                }
            }
            return newOutcome(status, flags);
        }

        private Outcome newOutcome(int status, String flags) {
            Outcome[] known = outcomes;
            if (known.length > OUTCOME_LIMIT) {
                return known[OUTCOME_LIMIT];
            }
            Outcome added = known.length == OUTCOME_LIMIT ? new Outcome(-1, OTHER) : new Outcome(status, flags);
            Outcome[] more = new Outcome[known.length + 1];
            System.arraycopy(known, 0, more, 0, known.length);
            more[known.length] = added;
            outcomes = more;
            return added;
        }

        void gather(String service, String version, Gathering gathering) {
            gathering.add(Metric.UPSTREAM_DURATION, upstream, service, version);
            for (Outcome outcome : outcomes) {
                gathering.add(Metric.REQUESTS, outcome.count.get(), service, version, outcome.code(), outcome.flags);
            }
        }
    }

    /** How calls ended, and how many did so; a negative status stands for all others. */
    private static final class Outcome {
        private final int status;
        private final String flags;
        private final Tally count = new Tally();

        Outcome(int status, String flags) {
            this.status = status;
            this.flags = flags;
        }

        String code() {
            return status < 0 ? OTHER : Integer.toString(status);
        }
    }
}
