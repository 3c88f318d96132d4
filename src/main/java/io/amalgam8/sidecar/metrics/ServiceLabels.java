package io.amalgam8.sidecar.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which service names may become labels: those of services that exist, up to a limit, since callers choose what they
 * ask for and every label costs memory here and in Prometheus.
 */
final class ServiceLabels {

    static final int LIMIT = 500;

    /** Services beyond the limit. */
    static final String OTHER = "_other";

    /** Names that no service bears. */
    static final String UNKNOWN = "_unknown";

    private final Set<String> admitted = ConcurrentHashMap.newKeySet();
    private volatile Predicate<String> known = service -> !service.isEmpty();

    void knownBy(Predicate<String> exists) {
        known = exists;
    }

    /** The label for calls of that name. */
    String of(String service) {
        if (admitted.contains(service)) {
            return service;
        }
        return known.test(service) ? ofExisting(service) : UNKNOWN;
    }

    /** The label for a service that the registry lists. */
    String ofExisting(String service) {
        if (admitted.contains(service)) {
            return service;
        }
        return admitted.size() >= LIMIT ? OTHER : admit(service);
    }

    private synchronized String admit(String service) {
        if (admitted.size() >= LIMIT && !admitted.contains(service)) {
            return OTHER;
        }
        admitted.add(service);
        return service;
    }
}
