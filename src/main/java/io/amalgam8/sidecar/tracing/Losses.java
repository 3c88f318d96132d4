package io.amalgam8.sidecar.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the spans that never reached the collector; says once when it fails, and once when it is back. */
final class Losses {

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private final LongConsumer count;
    private final AtomicBoolean failing = new AtomicBoolean();

    Losses(LongConsumer count) {
        this.count = count;
    }

    /** There were more spans than can be sent. */
    void lost(int spans) {
        count.accept(spans);
    }

    /** The collector did not take them. */
    void refused(int spans, String reason) {
        lost(spans);
        if (failing.compareAndSet(false, true)) {
            LOG.atWarn().addKeyValue("reason", reason).log("the collector does not take spans: they are dropped");
        }
    }

    void taken() {
        if (failing.compareAndSet(true, false)) {
            LOG.info("the collector takes spans again");
        }
    }
}
