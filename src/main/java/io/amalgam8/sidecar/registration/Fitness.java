package io.amalgam8.sidecar.registration;

import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.health.HealthChecks;
import io.amalgam8.sidecar.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the application may be called: it runs, as far as we know, and all its health checks pass. What the checks say
 * is told to the other parts, too.
 */
final class Fitness {

    private final Vertx vertx;
    private final Meters meters;
    private final Listener listener;
    private final HealthChecks checks;

    private boolean runs;
    private boolean healthy;

    /** Hears it whenever it may have changed. */
    @FunctionalInterface
    interface Listener {
        void mayBeCalled(boolean fit);
    }

    /** With what the application has beside our own environment. */
    Fitness(Vertx vertx, Map<String, Secret> environment, Meters meters, Listener listener) {
        this.vertx = vertx;
        this.meters = meters;
        this.listener = listener;
        this.checks = new HealthChecks(vertx, environment, this::hear);
    }

    /** Begins with these checks; without any, an application that is not down is fit at once. */
    void start(List<HealthCheckOptions> options, Health.State application) {
        runs = application != Health.State.DOWN;
        checks.start(options);
    }

    /** Goes on with these; done when those that they replace have ended. */
    Future<Void> replace(List<HealthCheckOptions> options) {
        return checks.replace(options);
    }

    /** Done when no check is under way any more. */
    Future<Void> stop() {
        return checks.stop();
    }

    /** The supervisor tells how the application is. Of one that was started again the checks know nothing yet. */
    void application(Health.State state) {
        boolean ran = runs;
        runs = state != Health.State.DOWN;
        if (runs && !ran) {
            var unused = checks.startOver();
            return;
        }
        tell();
    }

    private void hear(ApplicationHealth health) {
        Map<String, Boolean> states = new LinkedHashMap<>();
        health.checks().forEach(check -> states.put(check.label(), check.state() == ApplicationHealth.State.HEALTHY));
        meters.healthChecks(states);
        Topics.APPLICATION_HEALTH.publish(vertx, health);
        if (!health.checks().isEmpty()) {
            Topics.HEALTH.publish(vertx, summary(health));
        }
        healthy = health.isHealthy();
        tell();
    }

    private void tell() {
        listener.mayBeCalled(runs && healthy);
    }

    private static Health summary(ApplicationHealth health) {
        if (health.isHealthy()) {
            return new Health(
                    Health.Part.HEALTH_CHECKS,
                    Health.State.UP,
                    "all pass: " + health.checks().size());
        }
        String failing = health.checks().stream()
                .filter(check -> check.state() != ApplicationHealth.State.HEALTHY)
                .map(check -> check.target() + ": " + check.detail())
                .collect(Collectors.joining("; "));
        return new Health(Health.Part.HEALTH_CHECKS, Health.State.DOWN, failing);
    }
}
