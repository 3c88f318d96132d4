package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses the instance for one call among those that rules allow. */
@FunctionalInterface
public interface Balancer {

    /** Any of them, each as likely; for explanations, which have no calls in flight to compare. */
    Balancer RANDOM = (destination, chance) -> {
        List<Instance> instances = destination.pool().preferred();
        return instances.get(chance.nextInt(instances.size()));
    };

    /** One of the destination's instances, as its rule wants them balanced. */
    Instance pick(Destination destination, RandomGenerator chance);
}
