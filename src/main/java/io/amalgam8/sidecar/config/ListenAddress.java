package io.amalgam8.sidecar.config;

import java.net.UnknownHostException;

/**
 * Where a listener wants to listen, and which options say so: what is needed to explain that it cannot.
 *
 * @param listener {@code proxy}, {@code admin}
 */
public record ListenAddress(String listener, String host, int port, Choice choice) {

    /** The options by which another port and another host are chosen. */
    public record Choice(String port, String host) {}

    /**
     * What people can do about it: a {@link PortTakenException} or an {@link AddressRefusedException}, or the failure itself
     * where it is an unexpected one.
     */
    public Throwable explain(Throwable failure) {
        // The native transport's exceptions have no types of their own for these.
        String message = String.valueOf(failure.getMessage());
        if (message.contains("in use")) {
            return PortTakenException.of(listener, host, port, choice.port());
        }
        if (message.contains("assign requested address")) {
            return refused("an address of this machine; choose another by " + choice.host());
        }
        if (failure instanceof UnknownHostException) {
            return refused(
                    "an address of this machine, and no name that nobody knows; choose another by " + choice.host());
        }
        if (message.contains("ermission denied")) {
            return refused("a port that we may open: 1024 or above, or with CAP_NET_BIND_SERVICE; choose another by "
                    + choice.port());
        }
        return failure;
    }

    private AddressRefusedException refused(String expectation) {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return new AddressRefusedException(listener + ": " + shown + ":" + port + " (expected: " + expectation + ")");
    }
}
