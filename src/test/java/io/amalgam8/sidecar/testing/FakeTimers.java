package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.poll.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Timers that go off when the test says so. For one thread. */
public final class FakeTimers implements Timers {

    private final List<Waiting> waiting = new ArrayList<>();

    @Override
    public Timer after(Duration delay, Runnable action) {
        Waiting added = new Waiting(delay, action);
        waiting.add(added);
        return () -> waiting.remove(added);
    }

    /** The delays that are under way, in the order in which they began. */
    public List<Duration> delays() {
        return waiting.stream().map(Waiting::delay).toList();
    }

    /** Lets the oldest timer go off; how long it would have taken. */
    public Duration fire() {
        Waiting oldest = waiting.remove(0);
        oldest.action().run();
        return oldest.delay();
    }

    private record Waiting(Duration delay, Runnable action) {}
}
