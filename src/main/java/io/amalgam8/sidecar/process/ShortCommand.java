package io.amalgam8.sidecar.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of a few milliseconds that is only asked whether it succeeds. */
final class ShortCommand {

    private static final long DEADLINE_SECONDS = 2;
    private static final File NOTHING = new File("/dev/null");

    private ShortCommand() {}

    /** What came of one. */
    enum Outcome {
        /** It exited with 0. */
        DONE,
        /** It exited with another code, or cannot be run. */
        FAILED,
        /** It did not end in time: it may have done what it was for, or not. */
        UNKNOWN
    }

    /** Whether it can be run and exits with 0 in time; what it prints is thrown away. Blocks. */
    static boolean succeeds(List<String> words) {
        return run(words) == Outcome.DONE;
    }

    /** Likewise, and told apart from what nobody knows. */
    static Outcome run(List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(NOTHING)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return outcome(process);
        } catch (IOException cannotBeRun) {
            return Outcome.FAILED;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Outcome.UNKNOWN;
        }
    }

    private static Outcome outcome(Process process) throws InterruptedException {
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                return Outcome.UNKNOWN;
            }
            return process.exitValue() == 0 ? Outcome.DONE : Outcome.FAILED;
        } finally {
            process.destroyForcibly();
        }
    }
}
