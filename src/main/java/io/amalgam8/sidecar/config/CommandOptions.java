package io.amalgam8.sidecar.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One command to run and to watch, the application among them.
 *
 * @param words the program, then its arguments
 * @param environment what it gets beside our own environment, by name
 */
public record CommandOptions(List<String> words, Map<String, Secret> environment, Ending ending, Stopping stopping) {

    public CommandOptions {
        words = List.copyOf(words);
        Checks.notEmpty("command", words);
        environment = Map.copyOf(environment);
    }

    /** The application of the command line: the sidecar ends with it. */
    public static CommandOptions application(List<String> words) {
        return new CommandOptions(
                words,
                Map.of(),
                new Ending(OnExit.TERMINATE, Restart.NEVER),
                new Stopping(Optional.empty(), Optional.empty(), true));
    }

    /** Its first word. */
    public String program() {
        return words.get(0);
    }

    /** The program alone: arguments may hold what is nobody else's business. */
    @Override
    public String toString() {
        return program();
    }

    /** What comes of its end: it is started again, or else the sidecar ends with it, or not. */
    public record Ending(OnExit onExit, Restart restart) {}

    /**
     * How it is told to end.
     *
     * @param signal what asks it to; empty for the signal that we were asked by, TERM without one
     * @param timeout how long it may take before it is killed; empty for the shutdown timeout
     * @param wholeGroup whether signals go to the processes that it made, too, and these end with it; else they go to its
     *     first process alone, and what that leaves behind lives as long as the sidecar
     */
    public record Stopping(Optional<StopSignal> signal, Optional<Duration> timeout, boolean wholeGroup) {

        public Stopping {
            timeout.ifPresent(limit -> Checks.notNegative("stop timeout", limit));
        }
    }

    /** What the end of a command, which is not started again, means to the sidecar. */
    public enum OnExit {
        /** It ends, too, with the same exit code. */
        TERMINATE,
        /** Nothing. */
        IGNORE
    }

    /** Whether a command that has ended by itself is started again. */
    public enum Restart {
        NEVER,
        ON_FAILURE,
        ALWAYS;

        /** Given how it ended: 0 is no failure. */
        public boolean follows(int exitCode) {
            return this == ALWAYS || (this == ON_FAILURE && exitCode != 0);
        }
    }

    /** The signals that programs take for a wish to end. */
    public enum StopSignal {
        TERM,
        INT,
        QUIT,
        HUP,
        USR1,
        USR2,
        WINCH,
        KILL
    }
}
