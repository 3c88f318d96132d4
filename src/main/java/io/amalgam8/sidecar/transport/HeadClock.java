package io.amalgam8.sidecar.transport;

import java.time.Duration;

/** How long the head that has begun may still take, whatever else is going on before it on the connection. */
final class HeadClock {

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final RequestGrammar grammar;
    private final long limitNanos;
    private long number = -1;
    private long begunNanos;

    HeadClock(RequestGrammar grammar, Duration limit) {
        this.grammar = grammar;
        this.limitNanos = limit.toNanos();
    }

    /** Looks, after each read, whether a head is incomplete; true for one that was not there before. */
    boolean look() {
        if (!grammar.isWithinHead() || grammar.headNumber() == number) {
            return false;
        }
        number = grammar.headNumber();
        begunNanos = System.nanoTime();
        return true;
    }

    /** What is left of the time for it. */
    Duration left() {
        if (grammar.headNumber() != number) {
            return Duration.ofNanos(limitNanos);
        }
        Duration left = Duration.ofNanos(limitNanos - (System.nanoTime() - begunNanos));
        return left.compareTo(AT_ONCE) < 0 ? AT_ONCE : left;
    }
}
