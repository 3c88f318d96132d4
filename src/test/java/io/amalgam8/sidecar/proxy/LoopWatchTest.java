package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long an event loop was kept from what was due. */
final class LoopWatchTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Meters meters = new Meters();
    private long now = System.nanoTime();
    private final LoopWatch watch;

    LoopWatchTest() {
        channel.freezeTime();
        watch = LoopWatch.over(channel.eventLoop(), meters.forEventLoop(), () -> now);
    }

    @BeforeEach
    void beatInTime() {
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMillis(100));
        }
    }

    @AfterEach
    void close() {
        watch.end();
        channel.finishAndReleaseAll();
    }

    @Test
    void isNothingWhileItBeatsInTime() {
        assertThat(longest()).isZero();
    }

    @Test
    void isWhatABeatCameTooLate() {
        pass(Duration.ofMillis(350));
        assertThat(longest()).isEqualTo(0.25);

        pass(Duration.ofMillis(100));
        pass(Duration.ofMillis(120));
        assertThat(longest()).isEqualTo(0.25);
    }

    @Test
    void isToldNoMoreAfterTheEnd() {
        watch.end();
        pass(Duration.ofSeconds(5));

        assertThat(longest()).isZero();
    }

    private void pass(Duration time) {
        now += time.toNanos();
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private double longest() {
        return ((Value) meters.snapshot().series(Metric.LOOP_MAX_BLOCK).get(0)).value();
    }
}
