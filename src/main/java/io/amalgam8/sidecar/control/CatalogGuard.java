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
 * suspects until two more listings have confirmed it; and so do those who are missing where entries have just become
 * unreadable. Anything less is believed at once, a service's last instance too. An instance whose own entry has become
 * unreadable stays as it was, and a listing with nothing but such entries changes nothing.
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
        if (saysNothing(listed)) {
            return new CatalogGuard(new Catalog(believed.instances(), believed.suspects(), listed.leftOut()), missed);
        }
        Listed listing = Listed.in(listed);
        List<Instance> instances = new ArrayList<>(listed.instances());
        Map<String, List<Instance>> missing = new LinkedHashMap<>();
        Map<String, Integer> before = new HashMap<>();
        for (Instance known : believed.instances()) {
            if (!believed.isSuspect(known)) {
                before.merge(known.service(), 1, Integer::sum);
            }
            switch (listing.about(known)) {
                case UNREADABLE -> instances.add(known);
                case MISSING ->
                    missing.computeIfAbsent(known.service(), service -> new ArrayList<>())
                            .add(known);
                case THERE -> {
                    // As it is listed now.
                }
            }
        }
        Map<String, Integer> nowMissed = new HashMap<>();
        missing.forEach((service, those) -> {
            boolean unlikely = isUnlikely(service, newlyMissing(those), before.getOrDefault(service, 0), listed);
            for (Instance known : those) {
                if (stays(known, unlikely)) {
                    nowMissed.put(known.id(), times(known));
                    instances.add(known);
                }
            }
        });
        return new CatalogGuard(new Catalog(instances, nowMissed.keySet(), listed.leftOut()), nowMissed);
    }

    /** A listing of which nothing can be used is no word on who is there. */
    private boolean saysNothing(Catalog listed) {
        return listed.instances().isEmpty()
                && !listed.leftOut().isEmpty()
                && !believed.instances().isEmpty();
    }

    private boolean isUnlikely(String service, long missing, int before, Catalog listed) {
        return listed.instances().isEmpty() || (missing >= FEW && 2 * missing > before) || isBlurred(service, listed);
    }

    /** Whether entries that were readable before, or not there, may hide the missing. */
    private boolean isBlurred(String service, Catalog listed) {
        return listed.leftOut().stream()
                .filter(entry -> entry.subject().isEmpty() || entry.subject().equals(service))
                .anyMatch(entry -> !believed.leftOut().contains(entry));
    }

    private long newlyMissing(List<Instance> missing) {
        return missing.stream().filter(known -> !believed.isSuspect(known)).count();
    }

    private boolean stays(Instance known, boolean unlikely) {
        return believed.isSuspect(known) ? times(known) < BELIEVED_AFTER : unlikely;
    }

    /** In how many listings it is missing by now. */
    private int times(Instance known) {
        return missed.getOrDefault(known.id(), 0) + 1;
    }

    /** What a listing says of an instance. */
    private enum Word {
        THERE,
        UNREADABLE,
        MISSING
    }

    /** What a listing holds: an instance that was registered anew, under another id, is still the same. */
    private record Listed(Set<String> ids, Set<Place> places, Set<String> unreadable) {

        static Listed in(Catalog listed) {
            Set<String> ids = new HashSet<>();
            Set<Place> places = new HashSet<>();
            for (Instance instance : listed.instances()) {
                ids.add(instance.id());
                places.add(new Place(instance.service(), instance.endpoint()));
            }
            Set<String> unreadable = new HashSet<>();
            listed.leftOut().forEach(entry -> unreadable.add(entry.id()));
            return new Listed(ids, places, unreadable);
        }

        Word about(Instance known) {
            if (ids.contains(known.id()) || places.contains(new Place(known.service(), known.endpoint()))) {
                return Word.THERE;
            }
            return unreadable.contains(known.id()) ? Word.UNREADABLE : Word.MISSING;
        }
    }

    /** Where one instance of a service is. */
    private record Place(String service, Endpoint endpoint) {}
}
