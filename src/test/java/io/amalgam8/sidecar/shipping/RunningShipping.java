package io.amalgam8.sidecar.shipping;

import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.LogstashTlsOptions;
import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot.Value;
import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;

/** Ships for a test, until it is stopped. */
final class RunningShipping implements AutoCloseable {

    /** For servers that will not answer. */
    static final Patience LITTLE_PATIENCE = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(4));

    private final Vertx vertx = Vertx.vertx();
    private final Meters meters;
    private final String deployment;
    private boolean stopped;

    private RunningShipping(Meters meters, ShippingVerticle verticle) {
        this.meters = meters;
        this.deployment = Await.result(vertx.deployVerticle(verticle));
    }

    static RunningShipping of(Path log, String... servers) {
        return of(log, Optional.empty(), Patience.USUAL, servers);
    }

    static RunningShipping of(Path log, Optional<LogstashTlsOptions> tls, Patience patience, String... servers) {
        Meters meters = new Meters();
        ShippingMeters counters = meters.forShipping();
        return new RunningShipping(
                meters,
                new ShippingVerticle(
                        new ShippingOptions(List.of(servers), tls), new LogFiles(log, counters), counters, patience));
    }

    static RunningShipping of(Lines lines, Meters meters, ShippingMeters counters, String... servers) {
        return new RunningShipping(
                meters,
                new ShippingVerticle(
                        new ShippingOptions(List.of(servers), Optional.empty()), lines, counters, Patience.USUAL));
    }

    /** Waits for something that will be, soon on a quick machine. */
    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    long value(Metric metric) {
        return meters.snapshot().families().stream()
                .filter(family -> family.metric() == metric)
                .flatMap(family -> family.series().stream())
                .mapToLong(series -> (long) ((Value) series).value())
                .sum();
    }

    /** In order: with what has arrived remembered. */
    void stop() {
        if (!stopped) {
            stopped = true;
            Await.result(vertx.undeploy(deployment));
        }
    }

    @Override
    public void close() {
        stop();
        Await.result(vertx.close());
    }
}
