package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.Answer;
import io.amalgam8.sidecar.client.ControllerClient;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.poll.Poller;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mirrors the controller: asks it for all rules, and publishes them whenever their content changes, whichever way the
 * revision goes.
 */
public final class RulesVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(RulesVerticle.class);

    /** How long the controller's first answer may take before what was saved is believed instead. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ControllerClient controller;
    private final Duration poll;
    private final Optional<RuleSet> saved;
    private final Duration patience;
    private final Meters meters;

    private @Nullable RuleSet published;
    private @Nullable Poller poller;

    /**
     * Mirrors a controller.
     *
     * @param controller closed when this stops
     * @param poll from one poll's end to the next one's start
     * @param saved what was known before a restart, believed when the controller does not answer at first
     */
    public RulesVerticle(ControllerClient controller, Duration poll, Optional<RuleSet> saved, Meters meters) {
        this(controller, poll, saved, PATIENCE, meters);
    }

    RulesVerticle(
            ControllerClient controller, Duration poll, Optional<RuleSet> saved, Duration patience, Meters meters) {
        this.controller = controller;
        this.poll = poll;
        this.saved = saved;
        this.patience = patience;
        this.meters = meters;
    }

    /** Begins; does not wait for the controller. */
    @Override
    public Future<?> start() {
        ServerWatch watch = new ServerWatch(
                Health.Part.CONTROLLER, System::nanoTime, health -> Topics.HEALTH.publish(vertx, health));
        poller = Poller.start(
                poll, Timers.of(vertx), () -> ThreadLocalRandom.current().nextDouble(), () -> ask(watch));
        Topics.CONFIGURATION.subscribe(
                vertx, next -> next.proxying().ifPresent(options -> renew(options.controller())));
        // A controller that hangs would hold up the start for as long as a call may take.
        saved.ifPresent(rules -> Timers.of(vertx).after(patience, () -> fallBackTo(rules)));
        return Future.succeededFuture();
    }

    /** Returns when nothing will be published any more. */
    @Override
    public Future<?> stop() {
        Future<Void> ended = poller == null ? Future.succeededFuture() : poller.stop();
        return controller.close().eventually(() -> ended);
    }

    private void renew(ServerOptions options) {
        controller.token(options.token());
        if (poller != null) {
            poller.every(options.poll());
        }
    }

    private Future<?> ask(ServerWatch watch) {
        return controller
                .rules()
                .onSuccess(answer -> {
                    meters.rulesSucceeded();
                    watch.answered();
                    if (answer instanceof Answer.Changed<RuleSet> changed) {
                        publish(inForceAfter(changed.value()));
                    }
                })
                .onFailure(failure -> {
                    saved.ifPresent(this::fallBackTo);
                    watch.failed(failure, published != null);
                });
    }

    private void fallBackTo(RuleSet rules) {
        if (published != null) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("rules", rules.rules().size())
                .log("controller does not answer at the start; going on with the saved rules");
        publish(rules);
    }

    /** A document of which no rule can be read does not mean that there are none: those that are known stay. */
    private RuleSet inForceAfter(RuleSet read) {
        if (published == null || !read.rules().isEmpty() || read.refused().isEmpty()) {
            return read;
        }
        return new RuleSet(published.rules(), read.refused(), read.revision());
    }

    private void publish(RuleSet rules) {
        if (published != null && published.hasContentOf(rules)) {
            return;
        }
        if (published != null && rules.rules().isEmpty() && !published.rules().isEmpty()) {
            LOG.atInfo().addKeyValue("before", published.rules().size()).log("all rules were removed");
        }
        published = rules;
        Topics.RULES.publish(vertx, rules);
    }
}
