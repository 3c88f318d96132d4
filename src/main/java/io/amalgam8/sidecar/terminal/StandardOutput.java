package io.amalgam8.sidecar.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Whether what was printed has arrived: a stream of Java's keeps quiet about it. */
public final class StandardOutput {

    /** EX_IOERR of sysexits.h. */
    public static final int UNWRITTEN = 74;

    /** As a shell tells it of who is ended by PIPE. */
    public static final int CLOSED = 141;

    private StandardOutput() {}

    /** The code to end with, where that one is what there is to say of the work itself. */
    public static int codeOf(String program, int code) {
        return codeOf(program, code, System.out, System.err, StandardOutput::isPipe);
    }

    /**
     * The same for any stream.
     *
     * @param isPipe whether it leads to another program, which reads no further when it has seen enough: no reason to
     *     complain
     */
    public static int codeOf(String program, int code, PrintStream out, PrintStream error, BooleanSupplier isPipe) {
        if (!out.checkError()) {
            return code;
        }
        if (isPipe.getAsBoolean()) {
            return CLOSED;
        }
        error.println(program + ": standard output cannot be written, as on a full disk");
        return UNWRITTEN;
    }

    /** A pipe fails only when nobody reads it any more. */
    public static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
