package io.amalgam8.sidecar.controlplane;

import java.time.Duration;
import java.time.Instant;

/** Both clocks, moved by hand. */
final class ManualTicker implements Ticker {

    private volatile Moment now = new Moment(Duration.ofHours(1), Instant.parse("2026-11-22T09:26:40.646589985Z"));

    @Override
    public Moment now() {
        return now;
    }

    /** Time passes. */
    synchronized void advance(Duration time) {
        now = new Moment(now.uptime().plus(time), now.wall().plus(time));
    }

    /** Somebody sets the wall clock; no time passes. */
    synchronized void setWall(Instant wall) {
        now = new Moment(now.uptime(), wall);
    }
}
