package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import java.util.random.RandomGenerator;

/** Chooses the instance for one call among those that rules allow. */
@FunctionalInterface
public interface Balancer {

    /** Any of them, each as likely; for explanations, which have no calls in flight to compare. */
    Balancer RANDOM = (pool, chance) ->
            pool.preferred().get(chance.nextInt(pool.preferred().size()));

    Instance pick(Pool pool, RandomGenerator chance);
}
