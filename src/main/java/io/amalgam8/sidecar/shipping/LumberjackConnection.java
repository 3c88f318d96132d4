package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * One connection to a log server, which gets one window after the other. Belongs to one event loop. A server that is
 * busy may take its time as long as it gives a sign of life, though not for ever.
 */
final class LumberjackConnection {

    /** How long a server may be silent while a window waits for its acknowledgement, and how long it may make no progress. */
    record Patience(Duration silence, Duration standstill) {

        /** As Filebeat waits; and no longer than a log server is away at worst. */
        static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(15));
    }

    private final NetSocket socket;
    private final Timers timers;
    private final Patience patience;
    private final LongSupplier nanoTime;
    private final Acknowledgements acknowledgements = new Acknowledgements();

    private final Promise<Void> ended = Promise.promise();
    private boolean open = true;
    private Promise<Void> sending = Promise.promise();
    private IntConsumer progress = acknowledged -> {};
    private Timers.Timer deadline = () -> false;
    private long progressNanos;

    private LumberjackConnection(NetSocket socket, Timers timers, Patience patience, LongSupplier nanoTime) {
        this.socket = socket;
        this.timers = timers;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    static LumberjackConnection of(NetSocket socket, Timers timers, Patience patience, LongSupplier nanoTime) {
        LumberjackConnection connection = new LumberjackConnection(socket, timers, patience, nanoTime);
        socket.handler(connection::answered)
                .exceptionHandler(failure -> connection.fail("connection broke: " + failure.getMessage()))
                .closeHandler(closed -> connection.fail("closed the connection"));
        return connection;
    }

    boolean isOpen() {
        return open;
    }

    /** Completes when it is open no more, whoever has ended it. */
    Future<Void> ended() {
        return ended.future();
    }

    /**
     * Sends a window; completes when all of it is acknowledged, and fails when that cannot be any more. One at a time.
     *
     * @param acknowledged hears how many events the server has, each time that there are more
     */
    Future<Void> send(Window window, IntConsumer acknowledged) {
        sending = Promise.promise();
        progress = acknowledged;
        progressNanos = nanoTime.getAsLong();
        acknowledgements.expect(window.events());
        if (!open) {
            return Future.failedFuture(new LogServerException("closed the connection"));
        }
        socket.write(window.frames()).onFailure(failure -> fail("cannot be written to: " + failure.getMessage()));
        awaitSign();
        return sending.future();
    }

    /** Ends it; what was not acknowledged counts as not sent. */
    void close() {
        fail("was left");
    }

    private void answered(Buffer bytes) {
        if (!open) {
            return;
        }
        int before = acknowledgements.acknowledged();
        try {
            take(before, acknowledgements.read(bytes));
        } catch (LogServerException e) {
            // What came whole before the nonsense counts.
            tellProgress(before, acknowledgements.acknowledged());
            fail(e.reason());
        }
    }

    private void take(int before, int now) {
        tellProgress(before, now);
        if (acknowledgements.isComplete()) {
            deadline.cancel();
            sending.tryComplete();
            return;
        }
        awaitSign();
    }

    private void tellProgress(int before, int now) {
        if (now > before) {
            progressNanos = nanoTime.getAsLong();
            progress.accept(now);
        }
    }

    private void awaitSign() {
        deadline.cancel();
        Duration left = patience.standstill().minusNanos(nanoTime.getAsLong() - progressNanos);
        boolean stands = left.compareTo(patience.silence()) < 0;
        deadline = timers.after(
                stands ? left : patience.silence(),
                () -> fail(stands ? "makes no progress" : "does not acknowledge what it was sent"));
    }

    private void fail(String reason) {
        if (!open) {
            return;
        }
        open = false;
        deadline.cancel();
        sending.tryFail(new LogServerException(reason));
        socket.close();
        ended.complete();
    }
}
