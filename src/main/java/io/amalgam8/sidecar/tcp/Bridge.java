package io.amalgam8.sidecar.tcp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A caller's connection and an instance's, for as long as one of them is open. */
final class Bridge {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private final String service;
    private final Half caller;
    private final long startedNanos = System.nanoTime();
    private final Promise<Void> ended = Promise.promise();
    private String endpoint = "";
    private int open = 1;
    private long answered;
    private Runnable reset;

    /** A caller that has no instance yet. */
    Bridge(String service, Half caller) {
        this.service = service;
        this.caller = caller;
        this.reset = caller::reset;
        caller.whenGone(this::closedOne);
    }

    /** Completes when both connections have closed. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Whether the caller is still there. */
    boolean isOpen() {
        return caller.isOpen();
    }

    /** An instance takes the connection. */
    void join(Dialer.Line line) {
        Half instance = line.instance();
        endpoint = line.endpoint().authority();
        open++;
        instance.whenGone(() -> {
            line.hungUp().run();
            answered = instance.received();
            closedOne();
        });
        if (!caller.isOpen() || !instance.isOpen()) {
            caller.reset();
            instance.reset();
            return;
        }
        reset = () -> {
            caller.reset();
            instance.reset();
        };
        caller.feed(instance);
        instance.feed(caller);
    }

    /** No instance does. */
    void refuse(Throwable reason) {
        LOG.atDebug()
                .addKeyValue("service", service)
                .addKeyValue("reason", reason.getMessage())
                .log("a connection could not be carried");
        caller.reset();
    }

    /** Cuts both. */
    void reset() {
        reset.run();
    }

    private void closedOne() {
        open--;
        if (open == 0) {
            LOG.atDebug()
                    .addKeyValue("service", service)
                    .addKeyValue("endpoint", endpoint)
                    .addKeyValue("received", caller.received())
                    .addKeyValue("sent", answered)
                    .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos))
                    .log("a connection has ended");
            ended.tryComplete();
        }
    }
}
