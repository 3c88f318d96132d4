package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.Answer;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
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

/** Mirrors the registry: asks it for all instances, and publishes the catalog whenever its content changes. */
public final class DiscoveryVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

    /** How long the registry's first answer may take before what was saved is believed instead. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RegistryClient registry;
    private final Duration poll;
    private final Optional<Catalog> saved;
    private final Duration patience;
    private final Meters meters;
    private final Refusals leftOut = new Refusals("instance left out");

    private CatalogGuard guard = CatalogGuard.NEW;
    private Optional<Catalog> lastListed = Optional.empty();
    private @Nullable Catalog published;
    private @Nullable Poller poller;

    /**
     * Mirrors a registry.
     *
     * @param registry closed when this stops
     * @param poll from one poll's end to the next one's start
     * @param saved what was known before a restart, believed when the registry does not answer at first, and doubted only
     *     slowly when it lists nothing
     */
    public DiscoveryVerticle(RegistryClient registry, Duration poll, Optional<Catalog> saved, Meters meters) {
        this(registry, poll, saved, PATIENCE, meters);
    }

    DiscoveryVerticle(
            RegistryClient registry, Duration poll, Optional<Catalog> saved, Duration patience, Meters meters) {
        this.registry = registry;
        this.poll = poll;
        this.saved = saved;
        this.patience = patience;
        this.meters = meters;
    }

    /** Begins; does not wait for the registry. */
    @Override
    public Future<?> start() {
        ServerWatch watch =
                new ServerWatch(Health.Part.REGISTRY, System::nanoTime, health -> Topics.HEALTH.publish(vertx, health));
        poller = Poller.start(
                poll, Timers.of(vertx), () -> ThreadLocalRandom.current().nextDouble(), () -> ask(watch));
        Topics.CONFIGURATION.subscribe(vertx, next -> next.proxying().ifPresent(options -> renew(options.registry())));
        // A registry that hangs would hold up the start for as long as a call may take.
        saved.ifPresent(catalog -> Timers.of(vertx).after(patience, () -> fallBackTo(catalog)));
        return Future.succeededFuture();
    }

    /** Returns when nothing will be published any more. */
    @Override
    public Future<?> stop() {
        Future<Void> ended = poller == null ? Future.succeededFuture() : poller.stop();
        return registry.close().eventually(() -> ended);
    }

    private void renew(ServerOptions options) {
        registry.token(options.token());
        if (poller != null) {
            poller.every(options.poll());
        }
    }

    private Future<?> ask(ServerWatch watch) {
        return registry.instances()
                .onSuccess(answer -> {
                    meters.discoverySucceeded();
                    // Before the catalog, so that whoever hears it knows that it is the registry's.
                    watch.answered();
                })
                .onFailure(failure -> {
                    saved.ifPresent(this::fallBackTo);
                    watch.failed(failure, published != null);
                })
                .compose(this::take);
    }

    /** The same listing again matters only where there is a doubt, which it may confirm. */
    private Future<?> take(Answer<Catalog> answer) {
        if (answer instanceof Answer.Changed<Catalog> changed) {
            lastListed = Optional.of(changed.value());
            return judge(changed.value());
        }
        return lastListed
                .filter(listed -> !guard.isSure())
                .<Future<?>>map(this::judge)
                .orElseGet(Future::succeededFuture);
    }

    /** Off the event loop: many thousands of instances are compared. */
    private Future<?> judge(Catalog listed) {
        CatalogGuard before =
                isEmptyAtFirst(listed) ? saved.map(CatalogGuard::believing).orElse(guard) : guard;
        return vertx.executeBlocking(() -> before.after(listed), false).onSuccess(after -> {
            guard = after;
            saySuspicion(before.believed(), after.believed());
            publish(after.believed());
        });
    }

    /** A registry that knows of nobody may have lost its store while we were away: what was saved speaks against it. */
    private boolean isEmptyAtFirst(Catalog listed) {
        return published == null && listed.instances().isEmpty();
    }

    private void fallBackTo(Catalog catalog) {
        if (published != null) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("instances", catalog.instances().size())
                .log("registry does not answer at the start; going on with the saved catalog");
        guard = CatalogGuard.believing(catalog);
        publish(catalog);
    }

    private void publish(Catalog catalog) {
        if (catalog.equals(published)) {
            return;
        }
        published = catalog;
        leftOut.say(catalog.leftOut());
        meters.instancesInForce(
                catalog.instances().size(),
                catalog.suspects().size(),
                catalog.leftOut().size());
        Topics.CATALOG.publish(vertx, catalog);
    }

    private static void saySuspicion(Catalog before, Catalog now) {
        if (before.suspects().isEmpty() && !now.suspects().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("instances", now.instances().size())
                    .addKeyValue("suspects", now.suspects().size())
                    .log(
                            "registry no longer lists instances that may well be there; they are kept until that is confirmed");
        }
        if (!before.suspects().isEmpty() && now.suspects().isEmpty()) {
            LOG.atInfo().addKeyValue("instances", now.instances().size()).log("no instance is in doubt any more");
        }
    }
}
