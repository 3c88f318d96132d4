package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many calls wait at a time. */
final class DelaysTest {

    @Test
    void holdsUpNoMoreThanItsBound() {
        EventExecutor loop = new DefaultEventExecutor();
        try {
            Delays delays = new Delays(loop, new AtomicInteger(), 1);
            Optional<Delays.Delay> first = delays.begin(Duration.ofHours(1));

            assertThat(first).isPresent();
            assertThat(delays.begin(Duration.ofHours(1))).isEmpty();
            first.get().cancel();
            first.get().cancel();
            assertThat(first.get().over().succeeded()).isTrue();
            assertThat(delays.begin(Duration.ofHours(1))).isPresent();
            assertThat(delays.begin(Duration.ofHours(1))).isEmpty();
        } finally {
            assertThat(loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
