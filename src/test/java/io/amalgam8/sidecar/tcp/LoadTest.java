package io.amalgam8.sidecar.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the event loops know together. */
final class LoadTest {

    private static final Endpoint ENDPOINT = new Endpoint(EndpointType.TCP, "10.0.0.1", 5432, "");

    private final Load load = new Load();

    @Test
    void countsConnectionsUpToAMost() {
        assertThat(load.open(ENDPOINT, 2)).isTrue();
        assertThat(load.open(ENDPOINT, 2)).isTrue();
        assertThat(load.open(ENDPOINT, 2)).isFalse();
        assertThat(load.at(ENDPOINT)).isEqualTo(2);
        load.closed(ENDPOINT);
        load.closed(ENDPOINT);
        assertThat(load.at(ENDPOINT)).isZero();
        assertThat(load.open(ENDPOINT, 1)).isTrue();
    }

    @Test
    void countsCallersUpToAMost() {
        assertThat(load.enter(1)).isTrue();
        assertThat(load.enter(1)).isFalse();
        load.leave();
        assertThat(load.enter(1)).isTrue();
    }

    @Test
    void shunsAnEndpointForAWhileAfterAFailure() {
        long now = 5;
        load.failed(ENDPOINT, now);
        assertThat(load.isShunned(ENDPOINT, now + Duration.ofSeconds(10).toNanos() - 1))
                .isTrue();
        assertThat(load.isShunned(ENDPOINT, now + Duration.ofSeconds(10).toNanos()))
                .isFalse();
        load.succeeded(ENDPOINT);
        assertThat(load.isShunned(ENDPOINT, now)).isFalse();
    }
}
