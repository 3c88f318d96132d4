package io.amalgam8.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.MetricsSnapshot.Distribution;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.metrics.RequestMeters.FaultType;
import io.amalgam8.sidecar.metrics.RequestMeters.RetryResult;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MetersTest {

    private final Meters meters = new Meters("2.0.0");

    @Test
    void sumsExactlyWhatSeveralLoopsCountAtOnceWhileItIsRead() throws Exception {
        int loops = 4;
        int calls = 50_000;
        ExecutorService threads = Executors.newFixedThreadPool(loops + 1);
        CountDownLatch done = new CountDownLatch(loops);
        List<Future<?>> counting = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            RequestMeters loop = meters.forEventLoop();
            counting.add(threads.submit(() -> {
                count(loop, calls);
                done.countDown();
            }));
        }
        Future<Long> reading = threads.submit(() -> {
            long highest = 0;
            while (done.getCount() > 0) {
                long now = total(Metric.REQUESTS);
                assertThat(now).isGreaterThanOrEqualTo(highest);
                highest = now;
            }
            return highest;
        });
        for (Future<?> each : counting) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(reading.get(60, TimeUnit.SECONDS)).isLessThanOrEqualTo((long) loops * calls);
        threads.shutdown();

        assertThat(total(Metric.REQUESTS)).isEqualTo((long) loops * calls);
        assertThat(value(Metric.REQUESTS, "reviews", "v1", "200", "")).isEqualTo(loops * calls / 2.0);
        assertThat(value(Metric.REQUESTS, "ratings", "", "503", "UH")).isEqualTo(loops * calls / 2.0);
        assertThat(distribution(Metric.REQUEST_DURATION, "reviews").count()).isEqualTo(loops * calls / 2);
        assertThat(distribution(Metric.UPSTREAM_DURATION, "reviews", "v1").count())
                .isEqualTo(loops * calls / 2);
        assertThat(value(Metric.REQUESTS_IN_FLIGHT)).isZero();
    }

    private static void count(RequestMeters loop, int calls) {
        for (int i = 0; i < calls / 2; i++) {
            loop.started();
            loop.answered("reviews", "v1", 1_000_000);
            loop.finished("reviews", "v1", 200, "", 1_000_000);
            loop.started();
            loop.finished("ratings", "", 503, "UH", 10_000);
        }
    }

    @Test
    void countsServicesBeyondFiveHundredTogether() {
        RequestMeters first = meters.forEventLoop();
        RequestMeters second = meters.forEventLoop();
        for (int i = 0; i < 700; i++) {
            (i % 2 == 0 ? first : second).finished("service" + i, "", 200, "", 1);
            second.finished("service" + i, "", 200, "", 1);
        }
        Set<String> services = Set.copyOf(meters.snapshot().series(Metric.REQUEST_DURATION).stream()
                .map(series -> series.labels().get(0))
                .toList());
        assertThat(services)
                .hasSize(501)
                .contains("_other", "service0", "service499")
                .doesNotContain("service500");
        assertThat(value(Metric.REQUESTS, "_other", "", "200", "")).isEqualTo(400);
        assertThat(total(Metric.REQUESTS)).isEqualTo(1400);
    }

    @Test
    void countsNamesThatNoServiceBearsTogether() {
        meters.servicesKnownBy(Set.of("reviews")::contains);
        RequestMeters loop = meters.forEventLoop();
        for (int i = 0; i < 10_000; i++) {
            loop.finished("made-up-" + i, "", 404, "NR", 1);
        }
        loop.finished("reviews", "v1", 200, "", 1);
        assertThat(value(Metric.REQUESTS, "_unknown", "", "404", "NR")).isEqualTo(10_000);
        assertThat(meters.snapshot().series(Metric.REQUESTS)).hasSize(2);
    }

    @Test
    void countsAServiceUnderItsNameFromWhenItIsKnown() {
        meters.servicesKnownBy(Set.<String>of()::contains);
        RequestMeters loop = meters.forEventLoop();
        loop.finished("reviews", "", 503, "UH", 1);
        meters.servicesKnownBy(Set.of("reviews")::contains);
        loop.finished("reviews", "", 200, "", 1);
        assertThat(value(Metric.REQUESTS, "_unknown", "", "503", "UH")).isEqualTo(1);
        assertThat(value(Metric.REQUESTS, "reviews", "", "200", "")).isEqualTo(1);
    }

    @Test
    void boundsVersionsAndOutcomesOfOneService() {
        RequestMeters loop = meters.forEventLoop();
        for (int i = 0; i < 200; i++) {
            loop.finished("reviews", "v" + i, 200, "", 1);
            loop.finished("ratings", "v1", 300 + i, "UC", 1);
        }
        assertThat(seriesOf("reviews")).isEqualTo(ServiceMeters.VERSION_LIMIT + 1);
        assertThat(seriesOf("ratings")).isEqualTo(ServiceMeters.OUTCOME_LIMIT + 1);
        assertThat(value(Metric.REQUESTS, "reviews", "_other", "200", "")).isEqualTo(150);
        assertThat(value(Metric.REQUESTS, "ratings", "v1", "_other", "_other")).isEqualTo(136);
        assertThat(total(Metric.REQUESTS)).isEqualTo(400);
    }

    @Test
    void countsCallsThatHaveNotEndedAsInFlight() {
        RequestMeters first = meters.forEventLoop();
        RequestMeters second = meters.forEventLoop();
        first.started();
        first.started();
        second.started();
        first.finished("reviews", "", 200, "", 1);
        assertThat(value(Metric.REQUESTS_IN_FLIGHT)).isEqualTo(2);
    }

    @Test
    void countsWhatElseALoopSees() {
        RequestMeters first = meters.forEventLoop();
        RequestMeters second = meters.forEventLoop();
        first.retried(RetryResult.SUCCESS);
        second.retried(RetryResult.SUCCESS);
        second.retried(RetryResult.LIMITED);
        first.injected(FaultType.DELAY);
        first.connections(3);
        second.connections(2);
        first.connections(-1);
        assertThat(value(Metric.RETRIES, "success")).isEqualTo(2);
        assertThat(value(Metric.RETRIES, "limited")).isEqualTo(1);
        assertThat(value(Metric.RETRIES, "failure")).isZero();
        assertThat(value(Metric.FAULTS_INJECTED, "delay")).isEqualTo(1);
        assertThat(value(Metric.POOL_CONNECTIONS)).isEqualTo(4);
    }

    @Test
    void putsADurationIntoTheRangeThatItDoesNotExceed() {
        RequestMeters loop = meters.forEventLoop();
        loop.finished("reviews", "", 200, "", 0);
        loop.finished("reviews", "", 200, "", 500_000);
        loop.finished("reviews", "", 200, "", 500_001);
        loop.finished("reviews", "", 200, "", Duration.ofSeconds(61).toNanos());
        Distribution durations = distribution(Metric.REQUEST_DURATION, "reviews");
        assertThat(durations.counts().get(0)).isEqualTo(2);
        assertThat(durations.counts().get(1)).isEqualTo(1);
        assertThat(durations.counts().get(Distribution.BOUNDS.size())).isEqualTo(1);
        assertThat(durations.sum()).isEqualTo(61.001000001);
    }

    @Test
    void knowsHowOldTheCatalogAndTheRulesAre() {
        AtomicLong nanos = new AtomicLong(5);
        Meters timed = new Meters("2.0.0", () -> Instant.ofEpochMilli(1_700_000_000_123L), nanos::get);
        assertThat(timed.snapshot().discoveryAge()).isEmpty();
        timed.discoverySucceeded();
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        timed.rulesSucceeded();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        MetricsSnapshot snapshot = timed.snapshot();
        assertThat(snapshot.discoveryAge()).contains(Duration.ofSeconds(8));
        assertThat(snapshot.rulesAge()).contains(Duration.ofSeconds(1));
        assertThat(snapshot.series(Metric.DISCOVERY_LAST_SUCCESS))
                .containsExactly(new Value(List.of(), 1_700_000_000.123));
    }

    @Test
    void saysZeroForWhatHasNotHappenedAndNothingForWhatIsNotTried() {
        assertThat(value(Metric.RETRIES, "success")).isZero();
        assertThat(value(Metric.HEARTBEATS, "failure")).isZero();
        assertThat(value(Metric.ACCESS_LOG_DROPPED)).isZero();
        assertThat(value(Metric.REQUESTS_IN_FLIGHT)).isZero();
        assertThat(meters.snapshot().series(Metric.REGISTRATION_STATE)).isEmpty();
        assertThat(meters.snapshot().series(Metric.APP_UP)).isEmpty();
        assertThat(value(Metric.BUILD_INFO, "2.0.0")).isEqualTo(1);
    }

    @Test
    void keepsTheLastStateOfEachPart() {
        meters.registered(true);
        meters.registered(false);
        meters.applicationUp(true);
        meters.heartbeat(true);
        meters.heartbeat(true);
        meters.heartbeat(false);
        meters.rulesInForce(4, Map.of("applied", 3, "rejected", 1));
        meters.rulesInForce(5, Map.of("applied", 7, "rejected", 0));
        meters.instancesInForce(9, 2, 1);
        meters.commandKnown("nginx");
        meters.commandKnown("python");
        meters.commandRestarted("nginx");
        meters.commandRestarted("nginx");
        meters.accessLogDropped(3);
        meters.accessLogDropped(4);
        assertThat(value(Metric.REGISTRATION_STATE)).isZero();
        assertThat(value(Metric.APP_UP)).isEqualTo(1);
        assertThat(value(Metric.APP_RESTARTS, "nginx")).isEqualTo(2);
        assertThat(value(Metric.APP_RESTARTS, "python")).isZero();
        assertThat(value(Metric.HEARTBEATS, "success")).isEqualTo(2);
        assertThat(value(Metric.HEARTBEATS, "failure")).isEqualTo(1);
        assertThat(value(Metric.RULES_REVISION)).isEqualTo(5);
        assertThat(value(Metric.RULES, "applied")).isEqualTo(7);
        assertThat(value(Metric.RULES, "rejected")).isZero();
        assertThat(value(Metric.CATALOG_INSTANCES, "suspect")).isEqualTo(2);
        assertThat(value(Metric.ACCESS_LOG_DROPPED)).isEqualTo(7);
    }

    @Test
    void countsInstancesByServiceAndState() {
        List<Instance> instances = List.of(
                instance("1", "reviews", InstanceStatus.UP),
                instance("2", "reviews", InstanceStatus.UP),
                instance("3", "reviews", InstanceStatus.STARTING),
                instance("4", "ratings", InstanceStatus.UP));
        meters.catalogReceived(new Catalog(instances, Set.of("2"), List.of()));
        assertThat(value(Metric.UPSTREAM_INSTANCES, "reviews", "up")).isEqualTo(1);
        assertThat(value(Metric.UPSTREAM_INSTANCES, "reviews", "suspect")).isEqualTo(1);
        assertThat(value(Metric.UPSTREAM_INSTANCES, "reviews", "starting")).isEqualTo(1);
        assertThat(value(Metric.UPSTREAM_INSTANCES, "ratings", "up")).isEqualTo(1);
        meters.catalogReceived(Catalog.EMPTY);
        assertThat(meters.snapshot().series(Metric.UPSTREAM_INSTANCES)).isEmpty();
    }

    @Test
    void givesTheLabelsToServicesThatAreCalledBeforeThoseThatAreListed() {
        List<Instance> instances = IntStream.range(0, 2_000)
                .mapToObj(i -> instance("id-" + i, "service-%04d".formatted(i), InstanceStatus.UP))
                .toList();
        meters.catalogReceived(Catalog.of(instances));
        assertThat(meters.snapshot().series(Metric.UPSTREAM_INSTANCES)).hasSize(501);
        RequestMeters loop = meters.forEventLoop();
        loop.finished("service-1999", "", 200, "", 1);

        assertThat(meters.snapshot().series(Metric.UPSTREAM_INSTANCES)).hasSize(501);
        assertThat(value(Metric.UPSTREAM_INSTANCES, "service-1999", "up")).isEqualTo(1);
        assertThat(value(Metric.UPSTREAM_INSTANCES, "service-0498", "up")).isEqualTo(1);
        assertThat(value(Metric.UPSTREAM_INSTANCES, "_other", "up")).isEqualTo(1_500);
        assertThat(value(Metric.REQUESTS, "service-1999", "", "200", "")).isEqualTo(1);
    }

    @Test
    void tellsOfEachEventLoopHowLongItWasBlocked() {
        RequestMeters first = meters.forEventLoop();
        RequestMeters second = meters.forEventLoop();
        first.late(2_999_999, System.nanoTime());
        second.late(999_999, System.nanoTime());

        assertThat(value(Metric.LOOP_MAX_BLOCK, "0")).isEqualTo(0.002);
        assertThat(value(Metric.LOOP_MAX_BLOCK, "1")).isZero();
    }

    private static Instance instance(String id, String service, InstanceStatus status) {
        return new Instance(id, service, Endpoint.parse(EndpointType.HTTP, "10.0.0.1:80"), Tags.NONE, status);
    }

    private double value(Metric metric, String... labels) {
        return meters.snapshot().series(metric).stream()
                .filter(series -> series.labels().equals(List.of(labels)))
                .mapToDouble(series -> ((Value) series).value())
                .findFirst()
                .orElseThrow();
    }

    private Distribution distribution(Metric metric, String... labels) {
        return meters.snapshot().series(metric).stream()
                .filter(series -> series.labels().equals(List.of(labels)))
                .map(Distribution.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private long total(Metric metric) {
        return meters.snapshot().series(metric).stream()
                .mapToLong(series -> (long) ((Value) series).value())
                .sum();
    }

    private long seriesOf(String service) {
        return meters.snapshot().series(Metric.REQUESTS).stream()
                .filter(series -> series.labels().get(0).equals(service))
                .count();
    }
}
