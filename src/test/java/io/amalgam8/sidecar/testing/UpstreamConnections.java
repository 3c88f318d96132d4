package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.metrics.InstanceStates;
import io.amalgam8.sidecar.metrics.RequestMeters;
import java.util.concurrent.atomic.AtomicInteger;

/** Knows how many connections to instances are open; all else it leaves to the test's own meters. */
public final class UpstreamConnections implements RequestMeters {

    private final AtomicInteger open = new AtomicInteger();
    private final RequestMeters meters;

    public UpstreamConnections(RequestMeters meters) {
        this.meters = meters;
    }

    public int open() {
        return open.get();
    }

    @Override
    public void started() {
        meters.started();
    }

    @Override
    public void finished(String service, String version, int status, String flags, long durationNanos) {
        meters.finished(service, version, status, flags, durationNanos);
    }

    @Override
    public void answered(String service, String version, long upstreamNanos) {
        meters.answered(service, version, upstreamNanos);
    }

    @Override
    public void retried(RetryResult result) {
        meters.retried(result);
    }

    @Override
    public void injected(FaultType type) {
        meters.injected(type);
    }

    @Override
    public void connections(int change) {
        open.addAndGet(change);
        meters.connections(change);
    }

    @Override
    public void ejected(EjectionReason reason) {
        meters.ejected(reason);
    }

    @Override
    public void overflowed(Limit limit) {
        meters.overflowed(limit);
    }

    @Override
    public void matched(String rule, long millis) {
        meters.matched(rule, millis);
    }

    @Override
    public void late(long nanos, long nowNanos) {
        meters.late(nanos, nowNanos);
    }

    @Override
    public void watch(InstanceStates states) {
        meters.watch(states);
    }
}
