package io.amalgam8.sidecar;

import io.amalgam8.sidecar.config.AddressRefusedException;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.process.CannotStartException;
import io.amalgam8.sidecar.process.Signal;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** The codes that the program ends with; above these, the application's own. */
final class Exit {

    static final int CLEAN = 0;
    static final int FAILURE = 1;
    static final int CONFIGURATION = 2;
    static final int PORT_TAKEN = 3;

    private static final int CLOSE_SECONDS = 2;
    private static final int INTERRUPTED = 130;
    private static final int TERMINATED = 143;

    private Exit() {}

    /** The code for a start that failed so. */
    static int codeOf(Throwable failure) {
        if (failure instanceof CannotStartException command) {
            return command.exitCode();
        }
        return isOfListener(failure) ? PORT_TAKEN : FAILURE;
    }

    /** The code of who is ended by TERM or INT, as a shell tells it. */
    static int codeOf(Signal ending) {
        return ending == Signal.INT ? INTERRUPTED : TERMINATED;
    }

    /** What to say of a failed start: the sentence of an expected failure, or all that is known of another. */
    static String reasonOf(Throwable failure) {
        boolean expected = failure instanceof CannotStartException || isOfListener(failure);
        return expected ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    private static boolean isOfListener(Throwable failure) {
        return failure instanceof PortTakenException || failure instanceof AddressRefusedException;
    }

    /** Closes Vert.x and ends the process. Timed by the JDK, since the event loops are what is being closed. */
    static void after(Vertx vertx, int code) {
        var unused = vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((closed, failure) -> afterLog(code));
    }

    /** Says what has yet to be logged, and ends the process. */
    static void afterLog(int code) {
        Logging.flush();
        now(code);
    }

    /**
     * Ends the process now. What had to be closed is closed by then, and the hooks that this leaves out would close it
     * again: the launcher's waits for event loops, one of which may be the caller.
     */
    static void now(int code) {
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
