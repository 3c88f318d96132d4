package io.amalgam8.sidecar.bus;

/** Somebody has moved the log files away, and wants the sidecar to let go of them. */
public record ReopenLogs() {}
