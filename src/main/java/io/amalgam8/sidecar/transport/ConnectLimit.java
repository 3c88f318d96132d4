package io.amalgam8.sidecar.transport;

import java.time.Duration;

/**
 * How long a new connection to an instance may take.
 *
 * @param tcp until the instance has accepted it; its handshake may take as long again
 * @param whole all steps together, the look-up of a name and the handshake of TLS included
 */
public record ConnectLimit(Duration tcp, Duration whole) {

    /** Names and handshakes cost more than one round trip, and a busy machine's first handshake is slow. */
    private static final int WHOLE = 5;

    /** So long for TCP, some time more for the rest. */
    public static ConnectLimit usual(Duration tcp) {
        return new ConnectLimit(tcp, tcp.multipliedBy(WHOLE));
    }

    /** No part of it longer than what is left for the call. */
    public ConnectLimit within(Duration left) {
        return new ConnectLimit(sooner(tcp, left), sooner(whole, left));
    }

    private static Duration sooner(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
