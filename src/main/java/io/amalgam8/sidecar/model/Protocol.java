package io.amalgam8.sidecar.model;

import java.util.Locale;
import java.util.Optional;

/** The version of HTTP that an instance is spoken to in. */
public enum Protocol {
    HTTP_1,
    /** Without asking whether it is understood. */
    HTTP_2;

    /** The metadata key under which an instance says so, and a backend's key in a rule. */
    public static final String KEY = "protocol";

    /** The version of that name, in any case: {@code h2c}, {@code h2}, {@code http2} and {@code grpc} mean HTTP/2. */
    public static Optional<Protocol> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "h2c", "h2", "http2", "http/2", "grpc" -> Optional.of(HTTP_2);
            case "http", "http1", "http/1.1" -> Optional.of(HTTP_1);
            default -> Optional.empty();
        };
    }

    /** The name on the wire. */
    @Override
    public String toString() {
        return this == HTTP_2 ? "h2c" : "http";
    }
}
