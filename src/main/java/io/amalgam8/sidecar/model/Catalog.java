package io.amalgam8.sidecar.model;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * All instances of all services, as last believed.
 *
 * <p>Instances are sorted by service, then id, so that two catalogs of the same content are equal whatever the order in
 * which a registry lists them.
 *
 * @param suspects ids of instances that the registry no longer lists, though not yet for long enough to be believed:
 *     they are used last
 * @param leftOut entries that could not be read
 */
public record Catalog(List<Instance> instances, Set<String> suspects, List<LeftOut> leftOut) {

    private static final Comparator<Instance> ORDER =
            Comparator.comparing(Instance::service).thenComparing(Instance::id);

    /** Nothing there. */
    public static final Catalog EMPTY = new Catalog(List.of(), Set.of(), List.of());

    public Catalog {
        instances = instances.stream().sorted(ORDER).toList();
        suspects = Set.copyOf(suspects);
        leftOut = List.copyOf(leftOut);
    }

    public static Catalog of(List<Instance> instances) {
        return new Catalog(instances, Set.of(), List.of());
    }

    public boolean isSuspect(Instance instance) {
        return suspects.contains(instance.id());
    }
}
