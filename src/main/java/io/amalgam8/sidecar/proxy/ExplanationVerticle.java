package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.bus.CallExplanation;
import io.amalgam8.sidecar.bus.CallQuestion;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Answers {@link Topics#EXPLAIN}: what would become of a call by the table and the options that are in force. */
public final class ExplanationVerticle extends VerticleBase {

    private final Supplier<RoutingTable> table;
    private ProxyingOptions options;

    /** With the options that the proxies begin with; later ones are heard of. */
    public ExplanationVerticle(ProxyingOptions options, Supplier<RoutingTable> table) {
        this.options = options;
        this.table = table;
    }

    @Override
    public Future<?> start() {
        Topics.CONFIGURATION.subscribe(vertx, next -> next.proxying().ifPresent(renewed -> options = renewed));
        return Topics.EXPLAIN.answer(vertx, this::explain).completion();
    }

    private Future<CallExplanation> explain(CallQuestion question) {
        Explainer explainer = new Explainer(
                table.get(), options, SharedState.of(vertx, options.retries()).instances());
        return vertx.executeBlocking(() -> explainer.explain(question, new SplittableRandom()), false);
    }
}
