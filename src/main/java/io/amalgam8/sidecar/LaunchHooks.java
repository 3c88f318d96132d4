package io.amalgam8.sidecar;

import io.amalgam8.sidecar.settings.Outcome;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.util.function.Supplier;

/** Tells the Vert.x launcher what to start when the configuration was read from flags, environment and file. */
final class LaunchHooks implements VertxApplicationHooks {

    /** Blocking work is rare: a table's compilation, a process's start, a file. */
    private static final int WORKERS = 4;

    private final Outcome.Run run;
    private final Supplier<Outcome> reading;
    private final MemoryWatch memory;

    /** With what was read, and how to read it again. */
    LaunchHooks(Outcome.Run run, Supplier<Outcome> reading, MemoryWatch memory) {
        this.run = run;
        this.reading = reading;
        this.memory = memory;
    }

    @Override
    public VertxBuilder createVertxBuilder(VertxOptions options) {
        return Vertx.builder().with(sizedForASidecar(options));
    }

    @Override
    public void afterVertxStarted(HookContext started) {
        memory.of(started.vertx());
    }

    @Override
    public Supplier<? extends Deployable> verticleSupplier() {
        return () -> new MainVerticle(run, reading);
    }

    /** One event loop for each processor granted, few workers, and nothing written under the temporary directory. */
    static VertxOptions sizedForASidecar(VertxOptions options) {
        FileSystemOptions files =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        return options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(files);
    }
}
