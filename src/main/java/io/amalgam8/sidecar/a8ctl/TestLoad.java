package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.config.GoDuration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The calls that a recipe is tried on: by a script, or by the operator, who says when it is done.
 *
 * @param settle how long sidecars get to take the rules over before a script begins
 * @param flush how long the log gets to be written and shipped afterwards
 */
record TestLoad(String header, String pattern, Optional<String> script, Duration settle, Duration flush) {

    private static final String SCRIPT = "--run-load-script";
    private static final String SETTLE = "--settle";
    private static final String WAIT = "--wait";

    /** A sidecar polls each 15 seconds, give or take a tenth, unless it is told otherwise. */
    private static final String USUAL_SETTLE = "17s";

    private static final String USUAL_WAIT = "5s";

    /** EX_UNAVAILABLE of sysexits.h, of which a support program that does not work is a case. */
    private static final int NO_CALLS = 69;

    static Consumer<CommandSpec> options() {
        return Command.option(SCRIPT, "PROGRAM", "makes the calls; without it you make them, and press Enter when done")
                .andThen(Command.option(
                        SETTLE,
                        "TIME",
                        "how long the sidecars get to take the rules over before that program starts (default: "
                                + USUAL_SETTLE + ")"))
                .andThen(Command.option(
                        WAIT,
                        "TIME",
                        "how long the logs get to be written before they are read (default: " + USUAL_WAIT + ")"));
    }

    static TestLoad of(Given given, String header, String pattern) {
        return new TestLoad(
                header,
                pattern,
                given.text(SCRIPT),
                duration(given, SETTLE, USUAL_SETTLE),
                duration(given, WAIT, USUAL_WAIT));
    }

    private static Duration duration(Given given, String name, String usual) {
        String text = given.text(name).orElse(usual);
        return GoDuration.parse(text)
                .filter(duration -> !duration.isNegative())
                .orElseThrow(() -> given.wrong(name + ": " + text + " (expected: such as 17s)"));
    }

    /** Returns when all calls are made and should be in the log. */
    void inject(Session session, String recipe) throws FailedCommandException {
        try {
            if (script.isPresent()) {
                pause(settle);
                run(script.get(), recipe);
            } else {
                session.warn("Inject test requests with HTTP header " + header + " matching the pattern " + pattern);
                session.warn("When done, press Enter key to continue to validation phase");
                awaitEnter(session);
            }
            pause(flush);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedCommandException(FailedCommandException.UNREACHABLE, "interrupted");
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private static void awaitEnter(Session session) throws FailedCommandException {
        try {
            int letter = session.streams().in().read();
            while (letter >= 0 && letter != '\n') {
                letter = session.streams().in().read();
            }
        } catch (IOException e) {
            throw new FailedCommandException(NO_CALLS, "Standard input cannot be read: " + e.getMessage());
        }
    }

    /**
     * Waits for as long as it takes, as who has written it wants. What it prints goes to standard error: the results alone
     * are on standard output. Its exit code does not become ours, in which 1 and 2 mean something else.
     */
    private static void run(String script, String recipe) throws FailedCommandException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", "exec \"$0\" >&2", script)).inheritIO();
        builder.environment().put("A8_RECIPE_ID", recipe);
        try {
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new FailedCommandException(
                        NO_CALLS, SCRIPT + ": " + script + " ended with " + code + " (expected: 0)");
            }
        } catch (IOException e) {
            throw new FailedCommandException(NO_CALLS, SCRIPT + ": " + e.getMessage());
        }
    }
}
