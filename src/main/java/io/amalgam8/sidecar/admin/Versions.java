package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Explanation.BackendVerdict;
import io.amalgam8.sidecar.routing.RequestHead;
import io.amalgam8.sidecar.routing.RoutingTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The versions of a service: those that its usual calls are shared among, in the rule's order, then those of its instances
 * that are none of them, by their tags. Usual is a call without any header, for which the table itself says how it is shared.
 */
final class Versions {

    private Versions() {}

    /**
     * One version.
     *
     * @param weight its share of the usual calls, 0 to 1; empty where no rule says anything
     * @param instances those of the service that bear the tags
     */
    record Version(Tags tags, OptionalDouble weight, List<Instance> instances) {}

    static List<Version> of(RoutingTable table, String service, List<Instance> instances) {
        Map<Tags, Double> shares = shares(table, service);
        List<Version> versions = new ArrayList<>();
        shares.forEach(
                (tags, share) -> versions.add(new Version(tags, OptionalDouble.of(share), bearing(tags, instances))));
        OptionalDouble rest = shares.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(0);
        Map<Tags, List<Instance>> others = new TreeMap<>(Comparator.comparing(Tags::toString));
        instances.stream()
                .filter(instance -> shares.keySet().stream().noneMatch(instance.tags()::containsAll))
                .forEach(instance -> others.computeIfAbsent(instance.tags(), unused -> new ArrayList<>())
                        .add(instance));
        others.forEach((tags, group) -> versions.add(new Version(tags, rest, group)));
        return versions;
    }

    /** By the backends' tags; calls that go to another service are nobody's here. */
    private static Map<Tags, Double> shares(RoutingTable table, String service) {
        Map<Tags, Double> shares = new LinkedHashMap<>();
        for (BackendVerdict backend : table.explain(new UsualCall(service), Balancer.RANDOM, new SplittableRandom(0))
                .backends()) {
            if (backend.name().equals(service)) {
                shares.merge(backend.tags(), backend.share(), Double::sum);
            }
        }
        return shares;
    }

    private static List<Instance> bearing(Tags tags, List<Instance> instances) {
        return instances.stream()
                .filter(instance -> instance.tags().containsAll(tags))
                .toList();
    }

    /** One without any header. */
    private record UsualCall(String service) implements RequestHead {

        @Override
        public Iterator<String> header(String name) {
            return Collections.emptyIterator();
        }

        @Override
        public boolean takesCookie() {
            return false;
        }
    }
}
