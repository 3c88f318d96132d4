package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Pool;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** How one event loop chooses among a backend's instances. */
public final class Balancing {

    private final Balancer byLoad;
    private final Balancer inTurn = new RoundRobin();
    private final Balancer random =
            (pool, chance) -> at(pool, chance.nextInt(pool.preferred().size()));

    /**
     * Balances by load unless a rule says otherwise.
     *
     * @param inFlight requests that this event loop has under way at an endpoint
     */
    public Balancing(ToIntFunction<Endpoint> inFlight) {
        this.byLoad = new PowerOfTwoChoices(inFlight);
    }

    public Balancer byDefault() {
        return byLoad;
    }

    /** The instance for the first try: the decision's, unless its rule wants to be balanced in another way. */
    public Instance first(Forward forward, RandomGenerator chance) {
        Destination destination = forward.destination();
        return destination.balancing().isEmpty()
                ? forward.instance()
                : named(destination.balancing().get()).pick(destination.pool(), chance);
    }

    /** One that was not tried yet; when there is none, the failed one again. */
    public Instance another(Pool pool, Instance failed, Set<Endpoint> tried, RandomGenerator chance) {
        List<Instance> instances = untried(pool.instances(), tried);
        List<Instance> suspects = untried(pool.suspects(), tried);
        return instances.isEmpty() && suspects.isEmpty() ? failed : byLoad.pick(new Pool(instances, suspects), chance);
    }

    private Balancer named(String name) {
        return switch (name) {
            case "round_robin" -> inTurn;
            case "random" -> random;
            default -> byLoad;
        };
    }

    private static List<Instance> untried(List<Instance> instances, Set<Endpoint> tried) {
        return instances.stream()
                .filter(instance -> !tried.contains(instance.endpoint()))
                .toList();
    }

    private static Instance at(Pool pool, int index) {
        return pool.preferred().get(index);
    }
}
