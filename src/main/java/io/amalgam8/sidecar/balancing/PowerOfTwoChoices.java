package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Pool;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * Of two instances drawn by chance, the one with fewer requests in flight: nearly as even as asking all of them, and
 * without the herd that runs to the one idle instance (Mitzenmacher, <i>The Power of Two Choices in Randomized Load
 * Balancing</i>, 2001).
 */
final class PowerOfTwoChoices implements Balancer {

    private final ToIntFunction<Endpoint> inFlight;

    PowerOfTwoChoices(ToIntFunction<Endpoint> inFlight) {
        this.inFlight = inFlight;
    }

    @Override
    public Instance pick(Pool pool, RandomGenerator chance) {
        List<Instance> instances = pool.preferred();
        int size = instances.size();
        if (size == 1) {
            return instances.get(0);
        }
        int first = chance.nextInt(size);
        int second = chance.nextInt(size - 1);
        Instance one = instances.get(first);
        Instance other = instances.get(second < first ? second : second + 1);
        return inFlight.applyAsInt(other.endpoint()) < inFlight.applyAsInt(one.endpoint()) ? other : one;
    }
}
