package io.amalgam8.sidecar.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread changes and any may read: no fence and no contention on the writer's side. */
final class Tally {

    private final AtomicLong value = new AtomicLong();

    void add(long change) {
        value.setOpaque(value.getPlain() + change);
    }

    void increment() {
        add(1);
    }

    void set(long now) {
        value.setOpaque(now);
    }

    long get() {
        return value.getOpaque();
    }
}
