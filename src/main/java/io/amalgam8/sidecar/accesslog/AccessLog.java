package io.amalgam8.sidecar.accesslog;

/** Takes the line of one call; never blocks, never fails. */
@FunctionalInterface
public interface AccessLog {

    /** Keeps no log. */
    AccessLog NONE = entry -> {};

    void write(AccessLogEntry entry);
}
