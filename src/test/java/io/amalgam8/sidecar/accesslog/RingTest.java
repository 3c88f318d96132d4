package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RingTest {

    @Test
    void givesBackInTheOrderInWhichItWasGiven() {
        Ring<Integer> ring = new Ring<>(4);
        List<Integer> polled = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            assertThat(ring.offer(2 * i)).isTrue();
            assertThat(ring.offer(2 * i + 1)).isTrue();
            assertThat(ring.poll(polled::add)).isTrue();
            assertThat(ring.poll(polled::add)).isTrue();
        }
        assertThat(polled).isEqualTo(IntStream.range(0, 20).boxed().toList());
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.poll(polled::add)).isFalse();
    }

    @Test
    void takesNoMoreThanItHolds() {
        Ring<Integer> ring = new Ring<>(4);
        for (int i = 0; i < 4; i++) {
            assertThat(ring.offer(i)).isTrue();
        }
        assertThat(ring.offer(4)).isFalse();
        assertThat(ring.poll(oldest -> assertThat(oldest).isZero())).isTrue();
        assertThat(ring.offer(4)).isTrue();
        assertThat(ring.isEmpty()).isFalse();
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> new Ring<>(6)).hasMessage("capacity: 6 (expected: a power of two)");
    }

    @Test
    void losesAndDoublesNothingBetweenManyThreads() throws Exception {
        Ring<Integer> ring = new Ring<>(64);
        int perWriter = 100_000;
        int writers = 3;
        ConcurrentLinkedQueue<Integer> polled = new ConcurrentLinkedQueue<>();
        CountDownLatch writing = new CountDownLatch(writers);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int first = i * perWriter;
            all.add(threads.submit(() -> {
                for (int n = first; n < first + perWriter; n++) {
                    while (!ring.offer(n)) {
                        Thread.onSpinWait();
                    }
                }
                writing.countDown();
            }));
        }
        for (int i = 0; i < 2; i++) {
            all.add(threads.submit(() -> {
                while (writing.getCount() > 0 || !ring.isEmpty()) {
                    ring.poll(polled::add);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(polled.stream().sorted().toList())
                .isEqualTo(IntStream.range(0, writers * perWriter).boxed().toList());
    }
}
