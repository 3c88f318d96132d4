package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.LeftOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Believes a registry that lists fewer instances only as far as that is likely: a registry that was restarted, or lost
 * its store, lists nothing, and all instances are still there.
 *
 * <p>When everything is gone at once, or two or more instances and more than half of a service or of all services, the
 * missing stay as suspects until two more listings have confirmed it; and so do those who are missing where entries have
 * just become unreadable, or where everybody who is still there had to register anew. Anything less is believed at once,
 * a service's last instance too. An instance whose own entry has become unreadable stays as it was, and a listing with
 * nothing but such entries changes nothing.
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
        instances.addAll(those(listing, Word.UNREADABLE));
        Map<String, Integer> nowMissed = new HashMap<>();
        List<Instance> missing = those(listing, Word.MISSING);
        Doubts doubts = doubts(listed, listing, newly(missing));
        byService(missing).forEach((service, ofIt) -> {
            boolean unlikely = doubts.isUnlikely(service, newly(ofIt));
            for (Instance known : ofIt) {
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

    private List<Instance> those(Listed listing, Word word) {
        return believed.instances().stream()
                .filter(known -> listing.about(known) == word)
                .toList();
    }

    private static Map<String, List<Instance>> byService(List<Instance> instances) {
        return instances.stream().collect(Collectors.groupingBy(Instance::service));
    }

    private Doubts doubts(Catalog listed, Listed listing, long missing) {
        Map<String, Integer> before = new HashMap<>();
        for (Instance known : believed.instances()) {
            before.merge(known.service(), believed.isSuspect(known) ? 0 : 1, Integer::sum);
        }
        Set<LeftOut> fresh = new HashSet<>(listed.leftOut());
        believed.leftOut().forEach(fresh::remove);
        Set<String> blurred = fresh.stream().map(LeftOut::subject).collect(Collectors.toSet());
        int sure = believed.instances().size() - believed.suspects().size();
        boolean forgetful = listed.instances().isEmpty() || isMost(missing, sure) || haveAllRegisteredAnew(listing);
        return new Doubts(forgetful, before, blurred);
    }

    private static boolean isMost(long missing, long before) {
        return missing >= FEW && 2 * missing > before;
    }

    /** Some are where they were, but nobody under the old id: the registry has forgotten, and others may come yet. */
    private boolean haveAllRegisteredAnew(Listed listing) {
        return believed.instances().stream().noneMatch(listing::hasKept)
                && believed.instances().stream().anyMatch(known -> listing.about(known) == Word.THERE);
    }

    private long newly(List<Instance> missing) {
        return missing.stream().filter(known -> !believed.isSuspect(known)).count();
    }

    private boolean stays(Instance known, boolean unlikely) {
        return believed.isSuspect(known) ? times(known) < BELIEVED_AFTER : unlikely;
    }

    /** In how many listings it is missing by now. */
    private int times(Instance known) {
        return missed.getOrDefault(known.id(), 0) + 1;
    }

    /**
     * What speaks against believing a listing.
     *
     * @param forgetful whether it holds no instance at all, or few of all, or those it holds had to register anew
     * @param before how many each service had that were in no doubt
     * @param blurred services of which an entry has just become unreadable, which may hide the missing; the empty name
     *     stands for any
     */
    private record Doubts(boolean forgetful, Map<String, Integer> before, Set<String> blurred) {

        boolean isUnlikely(String service, long missing) {
            return forgetful
                    || isMost(missing, before.getOrDefault(service, 0))
                    || blurred.contains(service)
                    || blurred.contains("");
        }
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

        boolean hasKept(Instance known) {
            return ids.contains(known.id());
        }

        Word about(Instance known) {
            if (hasKept(known) || places.contains(new Place(known.service(), known.endpoint()))) {
                return Word.THERE;
            }
            return unreadable.contains(known.id()) ? Word.UNREADABLE : Word.MISSING;
        }
    }

    /** Where one instance of a service is. */
    private record Place(String service, Endpoint endpoint) {}
}
