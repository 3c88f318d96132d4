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

    /** Whether it can be run and exits with 0 in time; what it prints is thrown away. Blocks. */
    static boolean succeeds(List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(NOTHING)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return endsWell(process);
        } catch (IOException cannotBeRun) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean endsWell(Process process) throws InterruptedException {
        try {
            return process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
