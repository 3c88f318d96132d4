package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Tags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A catalog's instances by service, and the pools of those that bear certain tags, each made once. */
final class InstanceIndex {

    private final Map<String, List<Instance>> listed = new TreeMap<>();
    private final Map<String, TaggedInstances> routable = new HashMap<>();
    private final Map<String, Map<Tags, Optional<Pool>>> pools = new HashMap<>();
    private final Set<Endpoint> endpoints = new HashSet<>();
    private int routableCount;

    InstanceIndex(Catalog catalog) {
        for (Instance instance : catalog.instances()) {
            listed.computeIfAbsent(instance.service(), unused -> new ArrayList<>())
                    .add(instance);
            if (instance.isRoutable()) {
                routableCount++;
                endpoints.add(instance.endpoint().speaking(Protocol.HTTP_1));
                routable.computeIfAbsent(instance.service(), unused -> new TaggedInstances())
                        .add(instance, catalog.isSuspect(instance));
            }
        }
        listed.replaceAll((service, instances) -> List.copyOf(instances));
    }

    /** All instances by service, those that are not routable too. */
    Map<String, List<Instance>> listed() {
        return listed;
    }

    /** Where the routable instances are, whatever they speak: each by its endpoint for HTTP/1.1. */
    Set<Endpoint> endpoints() {
        return Collections.unmodifiableSet(endpoints);
    }

    /** How many services have a routable instance. */
    int serviceCount() {
        return routable.size();
    }

    int routableCount() {
        return routableCount;
    }

    /** The routable instances that bear all of the tags, if there are any. */
    Optional<Pool> pool(String service, Tags tags) {
        TaggedInstances instances = routable.get(service);
        if (instances == null) {
            return Optional.empty();
        }
        return pools.computeIfAbsent(service, unused -> new HashMap<>())
                .computeIfAbsent(tags, unused -> instances.bearing(tags));
    }
}
