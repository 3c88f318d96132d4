package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.InstanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InstanceStoreTest {

    private static final Tenant BLUE = new Tenant("blue");
    private static final Tenant GREEN = new Tenant("green");

    private final ManualTicker ticker = new ManualTicker();
    private final InstanceStore store =
            new InstanceStore(new Lifetimes(Duration.ofSeconds(10)), new Quota(Long.MAX_VALUE));

    @Test
    void forgetsAnInstanceOneTtlAfterItsLastHeartbeat() {
        String id = register(BLUE, registration("reviews", 1, 60));
        ticker.advance(Duration.ofSeconds(50));
        assertThat(store.renew(BLUE, id, ticker.now())).isTrue();
        ticker.advance(Duration.ofMillis(59_999));
        assertThat(store.instances(BLUE, ticker.now())).hasSize(1);
        ticker.advance(Duration.ofMillis(1));
        assertThat(store.instances(BLUE, ticker.now())).isEmpty();
        assertThat(store.renew(BLUE, id, ticker.now())).isFalse();
        assertThat(store.deregister(BLUE, id, ticker.now())).isFalse();
    }

    @Test
    void keepsOneThatTookItselfOutOfServiceUntilItComesBack() {
        register(BLUE, registration("reviews", 1, 10, InstanceStatus.OUT_OF_SERVICE));
        ticker.advance(Duration.ofDays(30));
        assertThat(store.instances(BLUE, ticker.now())).hasSize(1);
        register(BLUE, registration("reviews", 1, 10, InstanceStatus.UP));
        ticker.advance(Duration.ofSeconds(10));
        assertThat(store.instances(BLUE, ticker.now())).isEmpty();
    }

    @Test
    void oneThatGoesOutOfServiceNoLongerExpires() {
        register(BLUE, registration("reviews", 1, 10, InstanceStatus.UP));
        register(BLUE, registration("reviews", 1, 10, InstanceStatus.OUT_OF_SERVICE));
        ticker.advance(Duration.ofHours(1));
        assertThat(store.instances(BLUE, ticker.now()))
                .extracting(instance -> instance.registration().status())
                .containsExactly(InstanceStatus.OUT_OF_SERVICE);
    }

    @Test
    void registeringAgainReplacesAndCountsTheLifetimeAnew() {
        String first = register(BLUE, registration("reviews", 1, 10));
        ticker.advance(Duration.ofSeconds(9));
        String second = register(BLUE, registration("reviews", 1, 20));
        assertThat(second).isEqualTo(first);
        ticker.advance(Duration.ofSeconds(19));
        assertThat(store.instances(BLUE, ticker.now()))
                .extracting(StoredInstance::ttl)
                .containsExactly(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "1, 10", "9, 10", "10, 10", "11, 11", "600, 600", "601, 600", "4294967295, 600"})
    void grantsTheTtlAskedForWithinBounds(long asked, long granted) {
        assertThat(new Lifetimes(Duration.ofSeconds(10)).granted(Duration.ofSeconds(asked)))
                .isEqualTo(Duration.ofSeconds(granted));
    }

    @Test
    void aStepOfTheWallClockExpiresNothing() {
        register(BLUE, registration("reviews", 1, 10));
        ticker.setWall(Instant.parse("2036-01-01T00:00:00Z"));
        assertThat(store.instances(BLUE, ticker.now())).hasSize(1);
        ticker.setWall(Instant.parse("2006-01-01T00:00:00Z"));
        ticker.advance(Duration.ofSeconds(10));
        assertThat(store.instances(BLUE, ticker.now())).isEmpty();
    }

    @Test
    void tenantsNeverSeeEachOther() {
        String id = register(BLUE, registration("reviews", 1, 60));
        assertThat(store.instances(GREEN, ticker.now())).isEmpty();
        assertThat(store.renew(GREEN, id, ticker.now())).isFalse();
        assertThat(store.deregister(GREEN, id, ticker.now())).isFalse();
        assertThat(register(GREEN, registration("reviews", 1, 60))).isEqualTo(id);
        assertThat(store.deregister(GREEN, id, ticker.now())).isTrue();
        assertThat(store.instances(BLUE, ticker.now())).hasSize(1);
    }

    @Test
    void idsAreThoseThatTheOriginalGives() {
        assertThat(new Registration(
                                "reviews",
                                "http",
                                "10.0.0.1:9080",
                                Duration.ZERO,
                                InstanceStatus.UP,
                                Optional.empty(),
                                List.of())
                        .id())
                .isEqualTo("e3527005a80b2e25");
    }

    @Test
    void refusesWhatItHasNoRoomForUntilThereIsRoomAgain() {
        int weight = StoredInstance.of(registration("reviews", 1, 60), Duration.ZERO, ticker.now())
                .weight();
        InstanceStore small = new InstanceStore(new Lifetimes(Duration.ofSeconds(10)), new Quota(2L * weight));
        assertThat(small.register(BLUE, registration("reviews", 1, 60), ticker.now()))
                .isPresent();
        assertThat(small.register(GREEN, registration("reviews", 2, 30), ticker.now()))
                .isPresent();
        assertThat(small.register(BLUE, registration("reviews", 3, 60), ticker.now()))
                .isEmpty();
        assertThat(small.register(BLUE, registration("reviews", 1, 60), ticker.now()))
                .isPresent();
        ticker.advance(Duration.ofSeconds(30));
        assertThat(small.register(BLUE, registration("reviews", 3, 60), ticker.now()))
                .isPresent();
    }

    @Test
    void listsInTheOrderOfFirstRegistration() {
        IntStream.range(0, 50).forEach(host -> register(BLUE, registration("reviews", host, 60)));
        register(BLUE, registration("reviews", 7, 60));
        assertThat(store.instances(BLUE, ticker.now()))
                .extracting(instance -> instance.registration().endpointValue())
                .containsExactlyElementsOf(IntStream.range(0, 50)
                        .mapToObj(host -> "10.0.0." + host + ":80")
                        .toList());
    }

    private String register(Tenant tenant, Registration registration) {
        return store.register(tenant, registration, ticker.now()).orElseThrow().id();
    }

    private static Registration registration(String service, int host, long ttl) {
        return registration(service, host, ttl, InstanceStatus.UP);
    }

    private static Registration registration(String service, int host, long ttl, InstanceStatus status) {
        return new Registration(
                service,
                "http",
                "10.0.0." + host + ":80",
                Duration.ofSeconds(ttl),
                status,
                Optional.empty(),
                List.of());
    }
}
