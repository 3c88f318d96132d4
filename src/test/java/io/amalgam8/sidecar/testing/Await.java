package io.amalgam8.sidecar.testing;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a test has begun, for as long as a slow machine may need. */
public final class Await {

    private static final int GENEROUS_SECONDS = 30;

    private Await() {}

    /** The future's result; a failure of it fails the test. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("expected a result", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("expected a result in time", e);
        }
    }

    /** The future's failure, of that type. */
    public static <F extends Throwable> F failure(Future<?> future, Class<F> type) {
        try {
            Object result = future.toCompletionStage().toCompletableFuture().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("expected a failure: " + result);
        } catch (ExecutionException e) {
            if (type.isInstance(e.getCause())) {
                return type.cast(e.getCause());
            }
            throw new AssertionError("expected " + type, e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("expected a failure in time", e);
        }
    }
}
