package io.amalgam8.sidecar.process;

import java.io.IOException;
import java.util.List;

/** A command that cannot be started. Expected, hence without a stack trace. */
public final class CannotStartException extends RuntimeException {

    private static final int NO_ROOM = 1;
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    /** Linux's EAGAIN, ENOMEM, ENFILE and EMFILE, as the JDK words them. */
    private static final List<String> OUT_OF_ROOM = List.of("error=11,", "error=12,", "error=23,", "error=24,");

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

    static CannotStartException noRoom(String program) {
        return new CannotStartException(
                "command: " + program
                        + " cannot be started (expected: room for another process: memory, processes, open files)",
                NO_ROOM);
    }

    /** A program that is there and may be executed. The JDK tells why it was not only within the message. */
    static CannotStartException refused(String program, IOException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return OUT_OF_ROOM.stream().anyMatch(message::contains)
                ? noRoom(program)
                : notExecutable(program, "a program for this system");
    }

    /**
     * What a shell would exit with: 127 when there is no such program, 126 when there is and it cannot be executed. 1 when
     * the system has no room for it.
     */
    public int exitCode() {
        return exitCode;
    }
}
