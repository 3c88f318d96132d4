package io.amalgam8.sidecar.bus;

/**
 * The application has ended.
 *
 * @param exitCode as a shell gives it: 0 to 255, 128 + n when signal n killed it
 */
public record ApplicationExited(int exitCode) {}
