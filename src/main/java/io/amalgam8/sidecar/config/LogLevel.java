package io.amalgam8.sidecar.config;

/** How much the sidecar says of itself. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
}
