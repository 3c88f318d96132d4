package io.amalgam8.sidecar.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Pool;
import io.amalgam8.sidecar.routing.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How instances are chosen. */
final class BalancingTest {

    private static final long MILLI = 1_000_000;

    private final SplittableRandom chance = new SplittableRandom(7);
    private final Map<Endpoint, Consumer<Boolean>> checks = new HashMap<>();
    private final Fleet fleet = new Fleet(RetryOptions.USUAL, () -> this.now);
    private long now = 1;
    private final Balancing balancing = new Balancing(
            fleet, OutlierOptions.USUAL, RequestMeters.NONE, checks::put, new SplittableRandom(3), () -> now);

    @Test
    void prefersTheFasterAndSpreadsWhatIsAlike() {
        Destination destination = to("ewma", "a", "b", "c");
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            Selection selection = selection();
            Instance picked = selection.pick(destination, chance);
            counts.merge(picked.id(), 1, Integer::sum);
            Attempt attempt = selection.begin(destination, picked);
            now += (picked.id().equals("c") ? 100 : 10) * MILLI;
            attempt.answered(Outcome.SUCCESS, 0);
            attempt.ended(Outcome.SUCCESS);
        }

        assertThat(counts.get("a")).isBetween(1_200, 1_800);
        assertThat(counts.get("b")).isBetween(1_200, 1_800);
        assertThat(counts.get("c")).isBetween(1, 60);
    }

    @Test
    void asksTheSlowerOfTwoIdleOnesOnlyNowAndThen() {
        Destination destination = to("ewma", "a", "b");
        int slow = 0;
        for (int i = 0; i < 3_000; i++) {
            Selection selection = selection();
            Instance picked = selection.pick(destination, chance);
            boolean slower = picked.id().equals("b");
            slow += slower ? 1 : 0;
            Attempt attempt = selection.begin(destination, picked);
            now += (slower ? 20 : 10) * MILLI;
            attempt.answered(Outcome.SUCCESS, 0);
            attempt.ended(Outcome.SUCCESS);
        }

        assertThat(slow).isBetween(10, 150);
    }

    @Test
    void doesNotFallForAnInstanceThatFailsFast() {
        Destination destination = to("ewma", "a", "b");
        int failing = 0;
        for (int i = 0; i < 400; i++) {
            Selection selection = selection();
            Instance picked = selection.pick(destination, chance);
            Attempt attempt = selection.begin(destination, picked);
            boolean fails = picked.id().equals("a");
            failing += fails ? 1 : 0;
            now += fails ? MILLI : 20 * MILLI;
            attempt.answered(fails ? Outcome.FAILURE : Outcome.SUCCESS, 0);
            attempt.ended(Outcome.SUCCESS);
        }

        assertThat(failing).isBetween(1, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ewma", "least_request"})
    void neverTakesTheBusierOfTwo(String type) {
        Destination destination = to(type, "a", "b");
        Instance busy = destination.pool().instances().get(0);
        selection().begin(destination, busy);
        selection().begin(destination, busy);

        for (int i = 0; i < 100; i++) {
            assertThat(selection().pick(destination, chance).id()).isEqualTo("b");
        }
    }

    @Test
    void takesOneAfterAnotherInEachPoolByItself() {
        Destination three = to("round_robin", "a", "b", "c");
        Destination two = other("round_robin", "x", "y");
        List<String> picks = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            picks.add(selection().pick(three, chance).id());
            others.add(selection().pick(two, chance).id());
        }

        assertThat(picks.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(picks.subList(3, 6)).isEqualTo(picks.subList(0, 3));
        assertThat(others.subList(0, 2)).containsExactlyInAnyOrder("x", "y");
        assertThat(others.subList(2, 4)).isEqualTo(others.subList(0, 2));
    }

    @Test
    void keepsTheCallsOfOneUserTogetherAndMovesOnlyThoseOfWhatLeaves() {
        Destination four = to("ring_hash", "a", "b", "c", "d");
        Destination three = to("ring_hash", "a", "b", "c");
        Set<String> used = new HashSet<>();
        int moved = 0;
        for (int i = 0; i < 400; i++) {
            String user = "10.0.0." + i + ", 10.9.9.9";
            String first = forwardedFor(user).pick(four, chance).id();
            assertThat(forwardedFor(user).pick(four, chance).id()).isEqualTo(first);
            String later = forwardedFor(user).pick(three, chance).id();
            moved += first.equals("d") || later.equals(first) ? 0 : 1;
            used.add(first);
        }

        assertThat(used).hasSize(4);
        assertThat(moved).isZero();
    }

    @Test
    void triesWhatWasNotTriedAndSuspectsLast() {
        Pool pool = new Pool(instances("a", "b"), instances("c"));
        Destination destination = destination("svc", "ewma", pool);
        Selection selection = selection();
        selection.begin(destination, pool.instances().get(0));

        assertThat(id(selection.another(destination, chance))).contains("b");
        selection.begin(destination, pool.instances().get(1));
        assertThat(id(selection.another(destination, chance))).contains("c");
        selection.begin(destination, pool.suspects().get(0));
        assertThat(id(selection.another(destination, chance))).isEmpty();
    }

    @Test
    void sparesAnInstanceFromItsFirstConnectFailureOnUntilItCanBeConnectedTo() {
        Destination destination = to("random", "a", "b");
        connectFails(destination, 0);

        assertThat(picks(destination)).containsExactly("b");
        assertThat(fleet.isEjected(endpoint("a"))).isFalse();

        checked("a", false);
        assertThat(picks(destination)).containsExactly("b");
        assertThat(fleet.isEjected(endpoint("a"))).isTrue();

        checks.clear();
        now += Duration.ofSeconds(33).toNanos();
        assertThat(picks(destination)).containsExactly("b");
        checked("a", true);
        assertThat(picks(destination)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void risksOneCallOnAnInstanceThatHadFailed() {
        Destination destination = to("random", "a", "b");
        for (int i = 0; i < 5; i++) {
            Attempt attempt = selection()
                    .begin(destination, destination.pool().instances().get(0));
            attempt.ended(Outcome.FAILURE);
        }
        assertThat(picks(destination)).containsExactly("b");

        now += Duration.ofSeconds(33).toNanos();
        Selection probing = selection();
        Instance probed = probing.pick(destination, chance);
        assertThat(probed.id()).isEqualTo("a");
        assertThat(picks(destination)).containsExactly("b");
        Attempt probe = probing.begin(destination, probed);
        probe.answered(Outcome.SUCCESS, 0);
        probe.ended(Outcome.SUCCESS);
        assertThat(picks(destination)).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProbeThatTellsNothingIsSoonFollowedByAnother(boolean begun) {
        Destination destination = to("random", "a", "b");
        for (int i = 0; i < 5; i++) {
            selection()
                    .begin(destination, destination.pool().instances().get(0))
                    .ended(Outcome.FAILURE);
        }
        now += Duration.ofSeconds(33).toNanos();
        Selection probing = selection();
        Instance probed = probing.pick(destination, chance);
        assertThat(probed.id()).isEqualTo("a");
        if (begun) {
            probing.begin(destination, probed).ended(Outcome.NONE);
        }
        probing.close();

        assertThat(picks(destination)).containsExactly("b");
        now += Duration.ofSeconds(1).toNanos();
        assertThat(selection().pick(destination, chance).id()).isEqualTo("a");
    }

    @Test
    void neverSparesTheLastInstance() {
        Destination destination = to("random", "a");
        for (int i = 0; i < 10; i++) {
            connectFails(destination, 0);
        }

        assertThat(picks(destination)).containsExactly("a");
        assertThat(fleet.isEjected(endpoint("a"))).isFalse();
        assertThat(checks).isEmpty();
    }

    @Test
    void usesAllWhenFewerThanHalfAreHealthyAndTakesBackWhatAnswers() {
        Destination destination = to("random", "a", "b", "c");
        for (int i = 0; i < 2; i++) {
            connectFails(destination, i);
            connectFails(destination, i);
        }
        assertThat(picks(destination)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(fleet.panicking()).isEqualTo(1);

        now += MILLI;
        Attempt attempt =
                selection().begin(destination, destination.pool().instances().get(0));
        attempt.answered(Outcome.SUCCESS, 0);
        attempt.ended(Outcome.SUCCESS);
        assertThat(picks(destination)).containsExactlyInAnyOrder("a", "c");
        assertThat(fleet.panicking()).isZero();
    }

    @Test
    void saysOfNoPanicWhereNobodyCallsAnyMore() {
        panics(to("random", "a", "b", "c"));

        now += Duration.ofMinutes(3).toNanos();

        assertThat(fleet.panicking()).isZero();
    }

    @Test
    void saysOfNoPanicWhereTheServiceIsNotKnownAnyMore() {
        panics(to("random", "a", "b", "c"));

        balancing.tableChanged(service -> !service.equals("svc"));

        assertThat(fleet.panicking()).isZero();
    }

    private void panics(Destination destination) {
        for (int i = 0; i < 2; i++) {
            connectFails(destination, i);
            connectFails(destination, i);
        }
        picks(destination);
        assertThat(fleet.panicking()).isEqualTo(1);
    }

    @Test
    void letsGoOfOneDestinationWhenThereAreTooMany() {
        List<Destination> destinations = new ArrayList<>();
        List<Balancing.Backend> made = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            destinations.add(to("ewma", "a", "b"));
            made.add(balancing.backend(destinations.get(i), now));
        }
        long epoch = fleet.epoch();

        balancing.backend(to("ewma", "a"), now);

        assertThat(fleet.epoch()).isEqualTo(epoch);
        int kept = 0;
        for (int i = 0; i < 1_000; i++) {
            kept += balancing.backend(destinations.get(i), now).equals(made.get(i)) ? 1 : 0;
        }
        assertThat(kept).isGreaterThan(900);
    }

    @Test
    void keepsTheRingWhenTheHealthOfAnInstanceChangesAndPassesItOver() {
        Destination destination = to("ring_hash", "a", "b", "c", "d");
        Map<String, String> before = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String user = "10.0.0." + i;
            before.put(user, forwardedFor(user).pick(destination, chance).id());
        }
        Strategy ring = balancing.backend(destination, now).strategy();

        connectFails(destination, 0);

        assertThat(balancing.backend(destination, now).strategy()).isSameAs(ring);
        before.forEach((user, id) -> {
            String later = forwardedFor(user).pick(destination, chance).id();
            assertThat(later).isNotEqualTo("a");
            assertThat(id.equals("a") || later.equals(id)).isTrue();
        });
    }

    @Test
    void sharesWhatOneEventLoopHasLearnedWithTheOthers() {
        Balancing neighbour = new Balancing(
                fleet, OutlierOptions.USUAL, RequestMeters.NONE, checks::put, new SplittableRandom(4), () -> now);
        Destination destination = to("random", "a", "b");
        assertThat(neighbour.selection(new Head(""), "127.0.0.1").pick(destination, chance))
                .isNotNull();
        connectFails(destination, 0);

        for (int i = 0; i < 50; i++) {
            assertThat(neighbour
                            .selection(new Head(""), "127.0.0.1")
                            .pick(destination, chance)
                            .id())
                    .isEqualTo("b");
        }
    }

    @Test
    void givesANewInstanceItsShareBitByBit() {
        picks(to("random", "a", "b", "c"));
        now += Duration.ofHours(1).toNanos();
        Destination destination = to("random", "a", "b", "c", "d");
        int young = share(destination, "d");
        now += Duration.ofSeconds(15).toNanos();
        int half = share(destination, "d");
        now += Duration.ofSeconds(16).toNanos();
        int grown = share(destination, "d");

        assertThat(young).isBetween(200, 650);
        assertThat(half).isBetween(1_100, 1_900);
        assertThat(grown).isBetween(2_200, 2_800);
    }

    private int share(Destination destination, String id) {
        int count = 0;
        for (int i = 0; i < 10_000; i++) {
            count += selection().pick(destination, chance).id().equals(id) ? 1 : 0;
        }
        return count;
    }

    private void connectFails(Destination destination, int instance) {
        Attempt attempt =
                selection().begin(destination, destination.pool().instances().get(instance));
        attempt.ended(Outcome.CONNECT_FAILURE);
    }

    private void checked(String name, boolean connected) {
        Objects.requireNonNull(checks.get(endpoint(name))).accept(connected);
    }

    private Set<String> picks(Destination destination) {
        Set<String> picks = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            picks.add(selection().pick(destination, chance).id());
        }
        return picks;
    }

    private Selection selection() {
        return balancing.selection(new Head(""), "127.0.0.1");
    }

    private Selection forwardedFor(String addresses) {
        return balancing.selection(new Head(addresses), "127.0.0.1");
    }

    private static Optional<String> id(Optional<Instance> instance) {
        return instance.map(Instance::id);
    }

    private static Destination to(String type, String... names) {
        return destination("svc", type, new Pool(instances(names), List.of()));
    }

    private static Destination other(String type, String... names) {
        return destination("other", type, new Pool(instances(names), List.of()));
    }

    private static Destination destination(String service, String type, Pool pool) {
        return new Destination(
                service,
                Tags.NONE,
                Optional.of("rule"),
                pool,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(type),
                Optional.empty());
    }

    private static List<Instance> instances(String... names) {
        return Arrays.stream(names)
                .map(name -> new Instance(name, "svc", endpoint(name), Tags.NONE, InstanceStatus.UP))
                .toList();
    }

    private static Endpoint endpoint(String host) {
        return new Endpoint(EndpointType.HTTP, host, 80, "");
    }

    /** A request that came through a gateway, or did not. */
    private record Head(String forwardedFor) implements RequestHead {

        @Override
        public String service() {
            return "svc";
        }

        @Override
        public Iterator<String> header(String name) {
            return forwardedFor.isEmpty()
                    ? List.<String>of().iterator()
                    : List.of(forwardedFor).iterator();
        }

        @Override
        public boolean takesCookie() {
            return true;
        }
    }
}
