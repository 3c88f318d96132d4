package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.balancing.Balancing;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision.Forward;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How instances are chosen. */
final class BalancingTest {

    private static final Endpoint A = endpoint("a");
    private static final Endpoint B = endpoint("b");
    private static final Endpoint C = endpoint("c");

    private final SplittableRandom chance = new SplittableRandom(7);

    @Test
    void neverTakesTheBusierOfTwo() {
        Map<Endpoint, Integer> inFlight = Map.of(A, 3, B, 1);
        Balancer balancer = new Balancing(inFlight::get).byDefault();

        for (int i = 0; i < 100; i++) {
            assertThat(balancer.pick(pool(A, B), chance).endpoint()).isEqualTo(B);
        }
    }

    @Test
    void spreadsEvenlyOverInstancesThatAreAlike() {
        Balancer balancer = new Balancing(endpoint -> 0).byDefault();
        Map<Endpoint, Integer> counts = new HashMap<>();

        for (int i = 0; i < 3_000; i++) {
            counts.merge(balancer.pick(pool(A, B, C), chance).endpoint(), 1, Integer::sum);
        }

        assertThat(counts.values()).hasSize(3).allMatch(count -> count > 900 && count < 1_100);
    }

    @Test
    void takesOneInstanceAfterAnotherWhereARuleSaysRoundRobin() {
        Balancing balancing = new Balancing(endpoint -> 0);
        List<Endpoint> picks = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            picks.add(balancing.first(balancedBy("round_robin"), chance).endpoint());
        }

        assertThat(picks.subList(0, 3)).containsExactlyInAnyOrder(A, B, C);
        assertThat(picks.subList(3, 6)).isEqualTo(picks.subList(0, 3));
    }

    @Test
    void leavesTheDecisionsChoiceWhereARuleSaysNothing() {
        Balancing balancing = new Balancing(endpoint -> endpoint.equals(A) ? 100 : 0);
        Destination destination = RunningProxy.destination("svc", A, B, C);
        Forward forward =
                RunningProxy.forward(destination, destination.pool().instances().get(0));

        assertThat(balancing.first(forward, chance).endpoint()).isEqualTo(A);
    }

    @Test
    void triesWhatWasNotTriedAndSuspectsLast() {
        Balancing balancing = new Balancing(endpoint -> 0);
        Instance a = pool(A).instances().get(0);
        Pool pool = new Pool(pool(A, B).instances(), pool(C).instances());

        assertThat(balancing.another(pool, a, Set.of(A), chance).endpoint()).isEqualTo(B);
        assertThat(balancing.another(pool, a, Set.of(A, B), chance).endpoint()).isEqualTo(C);
        assertThat(balancing.another(pool, a, Set.of(A, B, C), chance).endpoint())
                .isEqualTo(A);
    }

    private static Forward balancedBy(String name) {
        Destination plain = RunningProxy.destination("svc", A, B, C);
        Destination balanced = new Destination(
                plain.service(),
                plain.tags(),
                plain.rule(),
                plain.pool(),
                plain.timeout(),
                plain.retries(),
                plain.host(),
                Optional.of(name),
                plain.uriRewrite());
        return RunningProxy.forward(balanced, plain.pool().instances().get(0));
    }

    private static Pool pool(Endpoint... endpoints) {
        return new Pool(RunningProxy.instances("svc", endpoints), List.of());
    }

    private static Endpoint endpoint(String host) {
        return new Endpoint(EndpointType.HTTP, host, 80, "");
    }
}
