package io.amalgam8.sidecar.config;

/** How the sidecar writes what it says of itself. */
public enum LogFormat {
    /** For people: time, level, class, message, then keys and values. */
    TEXT,
    /** For machines: one JSON object. */
    JSON
}
