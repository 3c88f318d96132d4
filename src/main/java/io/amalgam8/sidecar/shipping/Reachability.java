package io.amalgam8.sidecar.shipping;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the log servers are away and when they are back, and which of them gets the lines: once each, and no more
 * than once a minute where they come and go.
 */
final class Reachability {

    private static final Logger LOG = LoggerFactory.getLogger(ShippingVerticle.class);

    /** One server has been restarted, or one connection was cut: the next attempt may well succeed. */
    private static final int FAILURES_OF_AN_OUTAGE = 2;

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration REMINDER = Duration.ofMinutes(10);

    private final Said outages;
    private final Said changes;
    private int failures;
    private boolean away;
    private String told = "";

    Reachability(LongSupplier nanoTime) {
        this.outages = new Said(nanoTime);
        this.changes = new Said(nanoTime);
    }

    /** How many failures there were in a row. */
    int failures() {
        return failures;
    }

    /** That server took lines. */
    void succeeded(String server) {
        failures = 0;
        if (away) {
            away = false;
            told = server;
            LOG.atInfo().addKeyValue("server", server).log("log server is back");
        } else if (!server.equals(told) && changes.isLongAgo(PAUSE)) {
            changes.now();
            told = server;
            LOG.atInfo().addKeyValue("server", server).log("ships the access log");
        }
    }

    /** That server took none. */
    void failed(String server, Throwable failure) {
        failures++;
        if (failures >= FAILURES_OF_AN_OUTAGE && outages.isLongAgo(away ? REMINDER : PAUSE)) {
            LOG.atWarn()
                    .addKeyValue("server", server)
                    .addKeyValue("reason", failure.getMessage())
                    .log(away ? "log server is still away: lines wait" : "log server is away: lines wait");
            away = true;
            outages.now();
        }
    }

    /** When something was said last. */
    private static final class Said {
        private final LongSupplier nanoTime;
        private boolean ever;
        private long nanos;

        Said(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        boolean isLongAgo(Duration pause) {
            return !ever || nanoTime.getAsLong() - nanos >= pause.toNanos();
        }

        void now() {
            ever = true;
            nanos = nanoTime.getAsLong();
        }
    }
}
