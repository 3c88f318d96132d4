package io.amalgam8.sidecar.metrics;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
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
        if (!known.test(service)) {
            return UNKNOWN;
        }
        return admitted.size() >= LIMIT ? OTHER : admit(service);
    }

    /**
     * The services of these that can be shown: those that were called, and others as far as there is room. A service that
     * is only listed is given no label for good, since one that is called needs it more.
     */
    Set<String> shown(SortedSet<String> listed) {
        Set<String> shown = new HashSet<>(listed);
        shown.retainAll(admitted);
        int room = LIMIT - admitted.size();
        for (String service : listed) {
            if (room <= 0) {
                break;
            }
            room -= shown.add(service) ? 1 : 0;
        }
        return shown;
    }

    private synchronized String admit(String service) {
        if (admitted.size() >= LIMIT && !admitted.contains(service)) {
            return OTHER;
        }
        admitted.add(service);
        return service;
    }
}
