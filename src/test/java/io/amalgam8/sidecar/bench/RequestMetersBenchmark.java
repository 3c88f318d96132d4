package io.amalgam8.sidecar.bench;

import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.metrics.RequestMeters;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What counting one call costs, alone and beside another event loop, and what reading everything costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestMetersBenchmark {

    /** Shared by all loops. */
    @State(Scope.Benchmark)
    public static class Shared {
        final Meters meters = new Meters();
    }

    /** One event loop of a sidecar that knows a hundred services. */
    @State(Scope.Thread)
    public static class Loop {
        private static final int SERVICES = 128;

        final String[] services = new String[SERVICES];
        private RequestMeters meters = RequestMeters.NONE;
        private int next;

        @Setup
        public void fill(Shared shared) {
            meters = shared.meters.forEventLoop();
            for (int i = 0; i < SERVICES; i++) {
                services[i] = "service-" + i;
                meters.finished(services[i], "v1", 200, "", 1);
            }
        }

        void count() {
            String service = services[next++ & (SERVICES - 1)];
            meters.started();
            meters.matched(service, 1_700_000_000_000L);
            meters.answered(service, "v1", 900_000);
            meters.finished(service, "v1", 200, "", 1_100_000);
        }
    }

    @Benchmark
    @Threads(1)
    public void oneLoop(Loop loop) {
        loop.count();
    }

    @Benchmark
    @Threads(2)
    public void twoLoops(Loop loop) {
        loop.count();
    }

    @Benchmark
    @Threads(1)
    public MetricsSnapshot snapshot(Shared shared, Loop loop) {
        return shared.meters.snapshot();
    }
}
