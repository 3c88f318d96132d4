package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Believes a registry that lists fewer instances only as far as that is likely: a registry that was restarted, or lost
 * its store, lists nothing, and all instances are still there.
 *
 * <p>When everything is gone at once, or two or more instances and more than half of a service, the missing stay as
 * suspects until two more listings have confirmed it. Anything less is believed at once, a service's last instance too.
 *
 * @param believed what is believed now
 * @param missed in how many listings each suspect was missing, by its id
 */
record CatalogGuard(Catalog believed, Map<String, Integer> missed) {

    /** Knows of nothing yet: the first listing is believed as it is. */
    static final CatalogGuard NEW = new CatalogGuard(Catalog.EMPTY, Map.of());

    /** The listing in which an instance is first missing, and two more. */
    private static final int BELIEVED_AFTER = 3;

    private static final int FEW = 2;

    CatalogGuard {
        missed = Map.copyOf(missed);
    }

    /** Believes what was known before a restart, until a listing says otherwise. */
    static CatalogGuard believing(Catalog known) {
        return new CatalogGuard(known, Map.of());
    }

    /** Whether nothing is in doubt: the same listing again would change nothing. */
    boolean isSure() {
        return missed.isEmpty();
    }

    /** What to believe after one more listing. */
    CatalogGuard after(Catalog listed) {
        Map<String, Integer> nowMissed = new HashMap<>();
        List<Instance> instances = new ArrayList<>(listed.instances());
        Map<String, List<Instance>> gone = new LinkedHashMap<>();
        Map<String, Integer> before = new HashMap<>();
        Present present = Present.in(listed);
        for (Instance known : believed.instances()) {
            boolean suspect = believed.isSuspect(known);
            if (!suspect) {
                before.merge(known.service(), 1, Integer::sum);
            }
            if (present.includes(known)) {
                continue;
            }
            if (!suspect) {
                gone.computeIfAbsent(known.service(), service -> new ArrayList<>())
                        .add(known);
                continue;
            }
            int times = missed.getOrDefault(known.id(), 1) + 1;
            if (times < BELIEVED_AFTER) {
                nowMissed.put(known.id(), times);
                instances.add(known);
            }
        }
        boolean everything = listed.instances().isEmpty();
        gone.forEach((service, missing) -> {
            if (everything || isUnlikely(missing.size(), before.getOrDefault(service, 0))) {
                missing.forEach(suspect -> nowMissed.put(suspect.id(), 1));
                instances.addAll(missing);
            }
        });
        return new CatalogGuard(new Catalog(instances, nowMissed.keySet(), listed.leftOut()), nowMissed);
    }

    private static boolean isUnlikely(int missing, int before) {
        return missing >= FEW && 2L * missing > before;
    }

    /** What a listing holds: an instance that was registered anew, under another id, is still the same. */
    private record Present(Set<String> ids, Set<Place> places) {

        static Present in(Catalog listed) {
            Set<String> ids = new HashSet<>();
            Set<Place> places = new HashSet<>();
            for (Instance instance : listed.instances()) {
                ids.add(instance.id());
                places.add(new Place(instance.service(), instance.endpoint()));
            }
            return new Present(ids, places);
        }

        boolean includes(Instance known) {
            return ids.contains(known.id()) || places.contains(new Place(known.service(), known.endpoint()));
        }
    }

    /** Where one instance of a service is. */
    private record Place(String service, Endpoint endpoint) {}
}
