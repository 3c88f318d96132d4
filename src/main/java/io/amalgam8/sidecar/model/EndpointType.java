package io.amalgam8.sidecar.model;

import java.util.Locale;
import java.util.Optional;

/** The kind of conversation that an endpoint speaks, by the registry's names for it. */
public enum EndpointType {
    HTTP(80),
    HTTPS(443),
    TCP(0),
    UDP(0),
    USER(0);

    private final int defaultPort;

    EndpointType(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The type of that name, in any case. */
    public static Optional<EndpointType> named(String name) {
        for (EndpointType type : values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The port that a value without one means; 0 where there is no such port. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Whether calls by service name may go there; the others are listed only. */
    public boolean isHttp() {
        return this == HTTP || this == HTTPS;
    }

    /** The name on the wire: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
