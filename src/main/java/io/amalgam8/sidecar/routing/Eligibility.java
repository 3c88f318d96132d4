package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Explanation.InstanceVerdict;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says of instances why they are among those to choose from, or not. */
final class Eligibility {

    private final Tags tags;
    private final Set<Instance> preferred;
    private final Set<Instance> suspects;

    /** For a backend with these tags, whose instances are in the pool when it has some. */
    Eligibility(Tags tags, Optional<Pool> pool) {
        this.tags = tags;
        this.preferred = new HashSet<>(pool.map(Pool::preferred).orElse(List.of()));
        this.suspects = new HashSet<>(pool.map(Pool::suspects).orElse(List.of()));
    }

    List<InstanceVerdict> of(List<Instance> instances) {
        return instances.stream()
                .map(instance -> new InstanceVerdict(instance, preferred.contains(instance), reason(instance)))
                .toList();
    }

    private String reason(Instance instance) {
        if (suspects.contains(instance)) {
            return preferred.contains(instance)
                    ? "no longer listed by the registry, used for want of others"
                    : "no longer listed by the registry, used last";
        }
        if (preferred.contains(instance)) {
            return "up, with all tags asked for";
        }
        if (instance.status() != InstanceStatus.UP) {
            return "its status is " + instance.status();
        }
        if (!instance.endpoint().type().isHttp()) {
            return "its type is " + instance.endpoint().type() + ", which calls by name do not speak";
        }
        if (!instance.tags().containsAll(tags)) {
            return "it lacks tags of " + tags;
        }
        return "no catalog and rules have been received yet";
    }
}
