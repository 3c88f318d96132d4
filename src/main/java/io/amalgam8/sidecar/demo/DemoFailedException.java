package io.amalgam8.sidecar.demo;

import java.util.List;

/** The demo cannot go on. Expected, hence without a stack trace. */
final class DemoFailedException extends RuntimeException {

    private final int exitCode;
    private final List<Child> witnesses;

    /** The witnesses are those whose logs tell why. */
    DemoFailedException(String message, int exitCode, List<Child> witnesses) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.witnesses = List.copyOf(witnesses);
    }

    /** The message, which such an exception always has. */
    String reason() {
        return String.valueOf(getMessage());
    }

    int exitCode() {
        return exitCode;
    }

    List<Child> witnesses() {
        return witnesses;
    }
}
