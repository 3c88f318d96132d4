package io.amalgam8.sidecar.model;

import java.util.Locale;

/** What an instance says of itself to the registry. */
public enum InstanceStatus {
    UP,
    STARTING,
    OUT_OF_SERVICE,
    /** A word that we do not know: never routed to. */
    UNKNOWN;

    /** The status of that name, in any case; {@link #UP} for an empty one, as the registry's default. */
    public static InstanceStatus named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "UP", "" -> UP;
            case "STARTING" -> STARTING;
            case "OUT_OF_SERVICE" -> OUT_OF_SERVICE;
            default -> UNKNOWN;
        };
    }
}
