package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.ApplicationHealth.State;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All checks of the application, each in its own rhythm. Belongs to the event loop of who made it.
 *
 * <p>The log has a line when a check's state changes, and none for what only repeats.
 */
public final class HealthChecks {

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private final Vertx vertx;
    private final Map<String, Secret> environment;
    private final Consumer<ApplicationHealth> listener;
    private final Check.Clock clock;
    private List<Check> checks = List.of();

    /**
     * None yet.
     *
     * @param environment what the application, and with it each command that checks it, has beside our own environment
     * @param listener hears how all of them stand whenever one of them changes, or fails for another reason, on the
     *     event loop
     */
    public HealthChecks(Vertx vertx, Map<String, Secret> environment, Consumer<ApplicationHealth> listener) {
        this.vertx = vertx;
        this.environment = Map.copyOf(environment);
        this.listener = listener;
        this.clock = new Check.Clock(Timers.of(vertx), System::nanoTime);
    }

    /** Begins with these. */
    public void start(List<HealthCheckOptions> options) {
        checks = options.stream()
                .distinct()
                .map(each -> check(each, CheckState.NEW))
                .toList();
        listener.accept(health());
        checks.forEach(Check::start);
    }

    /**
     * Goes on with these, while everything runs. A check that is among the present ones goes on undisturbed; one that asks
     * the same in another way keeps its state; any other one is taken for what the application is now. Done when those
     * that are not wanted any more have ended.
     */
    public Future<Void> replace(List<HealthCheckOptions> options) {
        List<Check> former = checks;
        CheckState joining = health().isHealthy() ? CheckState.PRESUMED_HEALTHY : CheckState.NEW;
        checks = options.stream()
                .distinct()
                .map(each -> kept(former, each).orElseGet(() -> check(each, inherited(former, each, joining))))
                .toList();
        listener.accept(health());
        checks.stream().filter(check -> !former.contains(check)).forEach(Check::start);
        return stop(former.stream().filter(check -> !checks.contains(check)).toList());
    }

    /** Begins with the present ones anew, as for another application; done when what was under way has ended. */
    public Future<Void> startOver() {
        List<Check> former = checks;
        start(former.stream().map(Check::options).toList());
        return stop(former);
    }

    /** Ends all of them; done when nothing of them is left. */
    public Future<Void> stop() {
        List<Check> running = checks;
        checks = List.of();
        return stop(running);
    }

    private static Future<Void> stop(List<Check> running) {
        return Future.join(running.stream().map(Check::stop).toList()).mapEmpty();
    }

    private static Optional<Check> kept(List<Check> former, HealthCheckOptions options) {
        return former.stream().filter(check -> check.options().equals(options)).findFirst();
    }

    private static CheckState inherited(List<Check> former, HealthCheckOptions options, CheckState otherwise) {
        return former.stream()
                .filter(check -> check.options().target().equals(options.target()))
                .findFirst()
                .map(Check::state)
                .orElse(otherwise);
    }

    private Check check(HealthCheckOptions options, CheckState state) {
        return new Check(options, state, Probe.of(vertx, options, environment), clock, this::changed);
    }

    private void changed(Check check, State before) {
        if (check.state().state() != before) {
            log(check);
        }
        listener.accept(health());
    }

    private static void log(Check check) {
        String title = check.options().target().title();
        if (check.state().state() == State.HEALTHY) {
            LOG.atInfo().addKeyValue("check", title).log("health check passes");
            return;
        }
        LOG.atWarn()
                .addKeyValue("check", title)
                .addKeyValue("reason", check.state().reason())
                .log("health check fails");
    }

    private ApplicationHealth health() {
        List<ApplicationHealth.Check> all = new ArrayList<>();
        Map<String, Integer> labels = new HashMap<>();
        for (Check check : checks) {
            HealthCheckTarget target = check.options().target();
            int times = labels.merge(target.label(), 1, Integer::sum);
            String label = times == 1 ? target.label() : target.label() + "#" + times;
            all.add(new ApplicationHealth.Check(
                    target.title(), label, check.state().state(), detail(check.state())));
        }
        return new ApplicationHealth(all);
    }

    private static String detail(CheckState state) {
        return switch (state.state()) {
            case HEALTHY -> "";
            case STARTING -> state.reason().isEmpty() ? "has not passed yet" : state.reason();
            case UNHEALTHY -> state.reason();
        };
    }
}
