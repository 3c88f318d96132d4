package io.amalgam8.sidecar.process;

/** A command that cannot be started. Expected, hence without a stack trace. */
public final class CannotStartException extends RuntimeException {

    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private final int exitCode;

    private CannotStartException(String message, int exitCode) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    static CannotStartException notFound(String program, String expectation) {
        return new CannotStartException(
                "command: " + program + " not found (expected: " + expectation + ")", NOT_FOUND);
    }

    static CannotStartException notExecutable(String program, String expectation) {
        return new CannotStartException(
                "command: " + program + " cannot be executed (expected: " + expectation + ")", NOT_EXECUTABLE);
    }

    /** What a shell would exit with: 127 when there is no such program, 126 when there is and it cannot be executed. */
    public int exitCode() {
        return exitCode;
    }
}
