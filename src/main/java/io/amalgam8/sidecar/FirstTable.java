package io.amalgam8.sidecar;

import io.amalgam8.sidecar.bus.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits, not for ever, for the first routing table that stands on a catalog and rules. Listens from the beginning. */
final class FirstTable {

    private static final Logger LOG = LoggerFactory.getLogger(FirstTable.class);

    private final Vertx vertx;
    private final Duration patience;
    private final Promise<Void> complete = Promise.promise();
    private final MessageConsumer<Object> hearing;

    FirstTable(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        this.hearing = Topics.ROUTING_TABLE.subscribe(vertx, summary -> {
            if (summary.complete()) {
                complete.tryComplete();
            }
        });
    }

    /** Ends when the table is there, when patience is at its end, or when what is given happens first. */
    Future<Void> unless(Future<Void> interrupted) {
        Timer tired = vertx.timer(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
        return Future.any(complete.future(), tired, interrupted)
                .onSuccess(first -> sayIfMissing(interrupted))
                .eventually(() -> {
                    tired.cancel();
                    return hearing.unregister();
                })
                .mapEmpty();
    }

    private void sayIfMissing(Future<Void> interrupted) {
        if (!complete.future().isComplete() && !interrupted.isComplete()) {
            LOG.atWarn()
                    .addKeyValue("after", patience)
                    .log("no catalog and rules yet: goes on, and refuses calls until they are there");
        }
    }
}
