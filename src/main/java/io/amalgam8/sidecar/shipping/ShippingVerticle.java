package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.poll.Backoff;
import io.amalgam8.sidecar.poll.Timers;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ships the lines: takes some, sends them, waits until they are acknowledged, remembers that, and takes the next ones.
 * What is not acknowledged is sent again, to the next server. Files are read and written on worker threads; nobody waits
 * for any of it but the stop, for some seconds.
 */
public final class ShippingVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ShippingVerticle.class);

    /** What a step ends with that has shipped something: the next one begins at once. */
    private static final Optional<Duration> AT_ONCE = Optional.empty();

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration AFTER_UNREADABLE = Duration.ofSeconds(1);
    private static final Duration TENDING = Duration.ofSeconds(5);
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(5);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), 0.2);

    private final Lines lines;
    private final ShippingMeters meters;
    private final ShippingOptions options;
    private final Patience patience;
    private final Reachability reachability = new Reachability(System::nanoTime);
    private final Promise<Void> ended = Promise.promise();

    private LogServers servers;
    private WindowWriter writer;

    /** What was taken and has not been acknowledged, and how much of it was sent before. */
    private Optional<Batch> waiting = Optional.empty();

    private int sentBefore;
    private int arrived;
    private boolean unreadable;
    private boolean stopping;
    private Timers.Timer next = () -> false;

    ShippingVerticle(ShippingOptions options, Lines lines, ShippingMeters meters, Patience patience) {
        this.options = options;
        this.lines = lines;
        this.meters = meters;
        this.patience = patience;
        this.writer = new WindowWriter(InstantSource.system(), "");
    }

    @Override
    public Future<?> start() {
        servers = new LogServers(vertx, options, patience, meters);
        return vertx.<WindowWriter>executeBlocking(() -> {
                    lines.open();
                    return new WindowWriter(InstantSource.system(), Machine.name());
                })
                .onSuccess(made -> {
                    writer = made;
                    tend();
                    run();
                });
    }

    /** Ships what there still is, as long as a server takes it and for some seconds at most. */
    @Override
    public Future<?> stop() {
        stopping = true;
        if (next.cancel()) {
            lastSteps();
        }
        return Timers.of(vertx)
                .within(FLUSH_LIMIT, ended.future())
                .otherwiseEmpty()
                .compose(over -> close());
    }

    private void lastSteps() {
        if (reachability.failures() > 0) {
            ended.tryComplete();
            return;
        }
        run();
    }

    private Future<Void> close() {
        // Has what is under way fail now, so that it is accounted for before the lines are closed.
        servers.close();
        return vertx.executeBlocking(Executors.callable(
                        () -> lines.close(waiting.map(Batch::size).orElse(0))))
                .mapEmpty();
    }

    private void run() {
        step().onComplete(done -> rest(done.succeeded() ? done.result() : Optional.of(AFTER_UNREADABLE)));
    }

    private void rest(Optional<Duration> pause) {
        if (pause.isEmpty()) {
            run();
            return;
        }
        if (stopping) {
            ended.tryComplete();
            return;
        }
        next = Timers.of(vertx).after(pause.get(), this::run);
    }

    /** Ships what there is, a batch at most; how long to rest then. */
    private Future<Optional<Duration>> step() {
        return take().compose(batch -> batch.map(this::ship).orElse(Future.succeededFuture(Optional.of(POLL))));
    }

    private Future<Optional<Batch>> take() {
        if (waiting.isPresent()) {
            return Future.succeededFuture(waiting);
        }
        return vertx.executeBlocking(lines::next).onFailure(this::sayUnreadable).onSuccess(batch -> {
            unreadable = false;
            waiting = batch;
            sentBefore = 0;
        });
    }

    private Future<Optional<Duration>> ship(Batch batch) {
        arrived = 0;
        return servers.connection()
                .compose(server ->
                        vertx.executeBlocking(() -> writer.write(batch)).compose(window -> send(server, window)))
                .transform(sent -> settle(batch).map(settled -> {
                    if (sent.succeeded()) {
                        return AT_ONCE;
                    }
                    return Optional.of(failed(sent.cause()));
                }));
    }

    private Future<Void> send(LumberjackConnection server, Window window) {
        meters.sent(window.events(), sentBefore, window.frames().length());
        sentBefore = window.events();
        return server.send(window, acknowledged -> {
            meters.acknowledged(acknowledged - arrived);
            arrived = acknowledged;
            reachability.succeeded(servers.name());
        });
    }

    /** Remembers what has arrived of the batch; the rest waits. */
    private Future<Void> settle(Batch batch) {
        int count = arrived;
        if (count == 0) {
            return Future.succeededFuture();
        }
        waiting = count == batch.size() ? Optional.empty() : Optional.of(batch.after(count));
        sentBefore = batch.size() - count;
        return vertx.executeBlocking(Executors.callable(() -> lines.acknowledged(batch, count)))
                .mapEmpty();
    }

    /** Goes on with the next server; all of them are tried before the rest becomes longer. */
    private Duration failed(Throwable failure) {
        reachability.failed(servers.name(), failure);
        servers.leave();
        int rounds = reachability.failures() / servers.count();
        return BACKOFF.after(Math.max(1, rounds), ThreadLocalRandom.current().nextDouble());
    }

    private void sayUnreadable(Throwable failure) {
        if (!unreadable) {
            unreadable = true;
            LOG.atWarn().addKeyValue("reason", failure.toString()).log("the access log cannot be read to be shipped");
        }
    }

    private void tend() {
        if (stopping) {
            return;
        }
        vertx.executeBlocking(Executors.callable(lines::tend))
                .onComplete(done -> Timers.of(vertx).after(TENDING, this::tend));
    }
}
