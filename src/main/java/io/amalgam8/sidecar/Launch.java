package io.amalgam8.sidecar;

import io.amalgam8.sidecar.settings.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Starts a sidecar whose configuration is read from flags, environment and file, as Vert.x's launcher would start
 * {@link MainVerticle}: without it, since it finds flags of its own by reflection, of which there are none here.
 */
final class Launch {

    /** Netty tells Java's flight recorder of its buffers; to make ready for that takes a twentieth of the start. */
    private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";

    /** Blocking work is rare: a table's compilation, a process's start, a file. */
    private static final int WORKERS = 4;

    /** What holds an event loop up so long is told, with its stack; looked for as often. */
    private static final long LONGEST_BLOCK_MILLIS = 500;

    private final CompletableFuture<Vertx> vertx;

    private Launch(CompletableFuture<Vertx> vertx) {
        this.vertx = vertx;
    }

    /** Begins, on another thread, with what takes its time and depends on no option: the log, and Vert.x. */
    static Launch prepare() {
        System.setProperty(FLIGHT_RECORDER, System.getProperty(FLIGHT_RECORDER, "false"));
        return new Launch(CompletableFuture.supplyAsync(() -> Vertx.vertx(sizedForASidecar(new VertxOptions()))));
    }

    /** What was prepared, as soon as it is there. Nobody logs before: a log that is being made ready is not all there. */
    Vertx ready() {
        try {
            return vertx.join();
        } catch (CompletionException e) {
            fail(e);
            throw e;
        }
    }

    /**
     * Starts the sidecar, and leaves it running.
     *
     * @param reading reads the configuration again
     */
    static void begin(Vertx vertx, Outcome.Run run, Supplier<Outcome> reading) {
        vertx.deployVerticle(new MainVerticle(run, reading)).onFailure(Launch::fail);
    }

    /** One event loop for each processor granted, few workers, and nothing written under the temporary directory. */
    static VertxOptions sizedForASidecar(VertxOptions options) {
        FileSystemOptions files =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        return options.setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(LONGEST_BLOCK_MILLIS)
                .setWarningExceptionTimeUnit(TimeUnit.MILLISECONDS)
                .setWarningExceptionTime(LONGEST_BLOCK_MILLIS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(LONGEST_BLOCK_MILLIS)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(files);
    }

    private static void fail(Throwable failure) {
        LoggerFactory.getLogger(Launch.class).atError().setCause(failure).log("sidecar cannot start");
        Exit.afterLog(Exit.FAILURE);
    }
}
