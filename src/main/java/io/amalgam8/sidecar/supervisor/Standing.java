package io.amalgam8.sidecar.supervisor;

import java.util.Optional;

/** How one command is at a moment. */
sealed interface Standing {

    /** Has not been started yet, or is being started. */
    record Starting() implements Standing {}

    /**
     * It runs.
     *
     * @param failures its ends in a row before this run; forgotten once it has run for a while
     */
    record Running(long pid, int failures) implements Standing {}

    /** It has ended, and will be started again. */
    record Waiting(int exitCode, int failures) implements Standing {}

    /** It has ended for good. */
    record Ended(int exitCode) implements Standing {}

    /** How it ended last; empty while it runs. */
    default Optional<Integer> lastExitCode() {
        if (this instanceof Waiting waiting) {
            return Optional.of(waiting.exitCode());
        }
        return this instanceof Ended ended ? Optional.of(ended.exitCode()) : Optional.empty();
    }

    /** In words for people. */
    default String description() {
        if (this instanceof Running running) {
            return "runs as process " + running.pid()
                    + (running.failures() > 0 ? ", after " + times(running.failures()) : "");
        }
        if (this instanceof Waiting waiting) {
            return "ended with exit code " + waiting.exitCode() + ", " + times(waiting.failures())
                    + ": will be started again";
        }
        return this instanceof Ended ended ? "ended with exit code " + ended.exitCode() : "is being started";
    }

    private static String times(int failures) {
        return failures == 1 ? "1 end" : failures + " ends in a row";
    }
}
