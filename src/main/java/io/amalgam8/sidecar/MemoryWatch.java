package io.amalgam8.sidecar;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process when there is no memory left: a thread or an event loop that an {@link OutOfMemoryError} has torn out
 * of its work leaves a process that lives and does nothing, and whoever starts it anew does better.
 *
 * <p>Such an error ends up in one of three places: in a thread that dies of it, with Vert.x, or, since Netty catches
 * whatever a handler throws, in a library's log and nowhere else.
 */
final class MemoryWatch {

    /** Of the system's limits and not of the heap: who starts a thread or a process lives on without it. */
    private static final String NO_THREAD = "unable to create native thread";

    private static final int DEEPEST = 10;

    private final Consumer<OutOfMemoryError> end;

    /** With what is done about it. */
    MemoryWatch(Consumer<OutOfMemoryError> end) {
        this.end = end;
    }

    /** One that ends the process, with a line about it. */
    static MemoryWatch endingTheProcess() {
        return new MemoryWatch(MemoryWatch::endTheProcess);
    }

    /** Hears of every thread's end, and of what libraries log. */
    MemoryWatch ofTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            look(failure);
            LoggerFactory.getLogger(MemoryWatch.class)
                    .atError()
                    .setCause(failure)
                    .addKeyValue("thread", thread.getName())
                    .log("thread ended");
        });
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.addTurboFilter(new Logged());
        }
        return this;
    }

    /** Hears of what nobody has caught on its threads. */
    Vertx of(Vertx vertx) {
        return vertx.exceptionHandler(failure -> {
            look(failure);
            LoggerFactory.getLogger(MemoryWatch.class)
                    .atError()
                    .setCause(failure)
                    .log("unhandled exception");
        });
    }

    /** Ends the process if that is why something failed. */
    void look(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof OutOfMemoryError outOfMemory && !isOfThreads(outOfMemory)) {
                end.accept(outOfMemory);
                return;
            }
            cause = cause.getCause();
        }
    }

    private static boolean isOfThreads(OutOfMemoryError failure) {
        String message = failure.getMessage();
        return message != null && message.contains(NO_THREAD);
    }

    /** Nothing that needs memory is sure to work here, but for the end. */
    private static void endTheProcess(OutOfMemoryError failure) {
        try {
            System.err.println(
                    "a8sidecar: out of memory: " + failure.getMessage() + " (expected: a larger -Xmx); ends at once");
        } finally {
            Runtime.getRuntime().halt(Exit.FAILURE);
        }
    }

    /** Sees each event before its logger's level is asked; changes nothing. */
    private final class Logged extends TurboFilter {

        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable failure) {
            if (failure != null) {
                look(failure);
            }
            return FilterReply.NEUTRAL;
        }
    }
}
