package io.amalgam8.sidecar.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.InstanceUsage.State;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Pool;
import io.amalgam8.sidecar.routing.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How the instances fare, as all event loops together know it. */
final class InstancesUsageTest {

    private static final long MILLI = 1_000_000;

    private long now = 1;
    private final Fleet fleet = new Fleet(RetryOptions.USUAL, () -> this.now);
    private final Balancing one = eventLoop();
    private final Balancing other = eventLoop();
    private final Instance a = instance("a", Protocol.HTTP_1);
    private final Instance b = instance("b", Protocol.HTTP_1);
    private final Destination both = destination(a, b);

    @Test
    void countsTheCallsUnderWayOfAllEventLoops() {
        Attempt first = begin(one, a);
        begin(one, a);
        begin(other, a);
        assertThat(usage(a).inFlight()).isEqualTo(3);
        assertThat(usage(a).latency()).isEmpty();

        first.ended(Outcome.SUCCESS);
        assertThat(usage(a).inFlight()).isEqualTo(2);
        assertThat(usage(b).inFlight()).isZero();
    }

    @Test
    void tellsTheMeanOfTheEventLoopsLatencies() {
        answer(one, 10);
        answer(other, 30);

        assertThat(usage(a).latency()).contains(Duration.ofMillis(20));
    }

    @Test
    void tellsUntilWhenOneIsOut() {
        Instant before = Instant.now();
        for (int i = 0; i < OutlierOptions.USUAL.consecutiveFailures(); i++) {
            Attempt attempt = begin(one, a);
            attempt.answered(Outcome.FAILURE, 0);
            attempt.ended(Outcome.FAILURE);
        }

        assertThat(usage(a).state()).isEqualTo(State.EJECTED);
        assertThat(usage(a).ejectedUntil().orElseThrow())
                .isAfterOrEqualTo(before.plus(OutlierOptions.USUAL.baseEjection()));
        assertThat(fleet.usage().getOrDefault(b.endpoint(), InstanceUsage.NONE).state())
                .isEqualTo(State.HEALTHY);
    }

    @Test
    void isOneWhateverVersionOfHttpIsSpoken() {
        Instance http2 = instance("a", Protocol.HTTP_2);
        begin(one, a);
        begin(one, http2);

        Map<Endpoint, InstanceUsage> usage = fleet.usage();

        assertThat(usage).containsOnlyKeys(a.endpoint(), b.endpoint());
        assertThat(usage(a).inFlight()).isEqualTo(2);
    }

    @Test
    void forgetsTheCallsOfAnEventLoopThatHasEnded() {
        begin(one, a);
        begin(other, a);
        other.close();

        assertThat(usage(a).inFlight()).isEqualTo(1);
    }

    private void answer(Balancing loop, long millis) {
        Attempt attempt = begin(loop, a);
        now += millis * MILLI;
        attempt.answered(Outcome.SUCCESS, 0);
        attempt.ended(Outcome.SUCCESS);
    }

    private Attempt begin(Balancing loop, Instance instance) {
        return loop.selection(new AnyRequest(), "127.0.0.1").begin(both, instance);
    }

    private InstanceUsage usage(Instance instance) {
        return fleet.usage().getOrDefault(instance.endpoint(), InstanceUsage.NONE);
    }

    private Balancing eventLoop() {
        return new Balancing(
                fleet,
                OutlierOptions.USUAL,
                RequestMeters.NONE,
                (endpoint, whether) -> {},
                new SplittableRandom(3),
                () -> this.now);
    }

    private static Instance instance(String host, Protocol protocol) {
        Endpoint endpoint = new Endpoint(EndpointType.HTTP, host, 80, "", protocol);
        return new Instance(host, "svc", endpoint, Tags.NONE, InstanceStatus.UP);
    }

    private static Destination destination(Instance... instances) {
        return new Destination(
                "svc",
                Tags.NONE,
                Optional.empty(),
                new Pool(List.of(instances), List.of()),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** One that nothing is said of. */
    private static final class AnyRequest implements RequestHead {

        @Override
        public String service() {
            return "svc";
        }

        @Override
        public Iterator<String> header(String name) {
            return List.<String>of().iterator();
        }

        @Override
        public boolean takesCookie() {
            return true;
        }
    }
}
