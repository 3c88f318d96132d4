package io.amalgam8.sidecar.transport;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long a new connection to an instance may take.
 *
 * @param tcp until the instance has accepted it; its handshake may take as long again
 * @param whole all steps together, the look-up of a name and the handshake of TLS included
 * @param endNanos when the call's own time is over, whatever it waits for by then; a moment of {@link System#nanoTime}
 */
public record ConnectLimit(Duration tcp, Duration whole, OptionalLong endNanos) {

    /** Names and handshakes cost more than one round trip, and a busy machine's first handshake is slow. */
    private static final int WHOLE = 5;

    /** Timers know milliseconds only: less than that is nothing. */
    private static final Duration LEAST = Duration.ofMillis(1);

    /** So long for TCP, some time more for the rest. Each call comes by here, and a Duration multiplies as a BigDecimal. */
    public static ConnectLimit usual(Duration tcp) {
        return new ConnectLimit(tcp, Duration.ofNanos(tcp.toNanos() * WHOLE), OptionalLong.empty());
    }

    /** No part of it beyond that moment. */
    public ConnectLimit until(long nanos) {
        return new ConnectLimit(tcp, whole, OptionalLong.of(nanos));
    }

    /** For a connection that others wait for as well. */
    ConnectLimit withoutEnd() {
        return endNanos.isEmpty() ? this : new ConnectLimit(tcp, whole, OptionalLong.empty());
    }

    /** How long the instance may take to accept, from now on. */
    Duration tcpFromNow() {
        return inTime(tcp);
    }

    /** How long all steps together may take, from now on. */
    Duration wholeFromNow() {
        return inTime(whole);
    }

    /** Whether the call's own time is over. */
    boolean isOver() {
        return endNanos.isPresent() && left().compareTo(LEAST) <= 0;
    }

    private Duration inTime(Duration usual) {
        if (endNanos.isEmpty()) {
            return usual;
        }
        Duration left = left();
        return left.compareTo(usual) < 0 ? left : usual;
    }

    private Duration left() {
        Duration left = Duration.ofNanos(endNanos.orElseThrow() - System.nanoTime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }
}
