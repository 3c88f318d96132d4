package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.routing.HeaderPattern;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.routing.RuleState;
import io.amalgam8.sidecar.routing.TableSummary;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles a new routing table whenever the catalog or the rules change, off the event loops and one at a time, and
 * puts it in the place of the old one at once for all who read it.
 */
public final class RoutingTableVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(RoutingTableVerticle.class);

    private final Identity identity;
    private final AtomicReference<RoutingTable> table;
    private final Meters meters;
    private final HeaderPattern.Compiler patterns = new LinearPatterns();
    private final Refusals refused = new Refusals("rule refused");

    private Optional<Catalog> catalog = Optional.empty();
    private Optional<RuleSet> rules = Optional.empty();
    private Future<?> compilation = Future.succeededFuture();
    private boolean compiling;
    private boolean outdated;
    private boolean stopped;
    private Health.State health = Health.State.DOWN;

    /**
     * Keeps a table up to date.
     *
     * @param table what all proxies read; written by this verticle alone
     */
    public RoutingTableVerticle(Identity identity, AtomicReference<RoutingTable> table, Meters meters) {
        this.identity = identity;
        this.table = table;
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        Topics.CATALOG.subscribe(vertx, heard -> {
            catalog = Optional.of(heard);
            compile();
        });
        Topics.RULES.subscribe(vertx, heard -> {
            rules = Optional.of(heard);
            compile();
        });
        return Future.succeededFuture();
    }

    /** Returns when no compilation is under way. */
    @Override
    public Future<?> stop() {
        stopped = true;
        return compilation.transform(ended -> Future.succeededFuture());
    }

    /** What changes during a compilation waits for its end, and is then compiled together. */
    private void compile() {
        if (compiling) {
            outdated = true;
            return;
        }
        compiling = true;
        outdated = false;
        RoutingTable before = Objects.requireNonNull(table.get(), "a table to begin with");
        Optional<Catalog> instances = catalog;
        Optional<RuleSet> ruleSet = rules;
        compilation = vertx.executeBlocking(() -> before.next(identity, instances, ruleSet, patterns), false)
                .compose(next -> vertx.executeBlocking(() -> RuleCensus.of(next), false)
                        .onSuccess(census -> swap(next, census, ruleSet)))
                .onFailure(this::keepOld);
        // A future is complete before this event loop hears of it: hence a flag of its own.
        compilation.onComplete(ended -> {
            compiling = false;
            if (outdated && !stopped) {
                compile();
            }
        });
    }

    private void swap(RoutingTable next, RuleCensus census, Optional<RuleSet> ruleSet) {
        table.set(next);
        TableSummary summary = next.summary();
        meters.rulesInForce(ruleSet.map(RuleSet::revision).orElse(0L), census.byState());
        meters.rulesKnown(census.ids());
        LOG.atDebug()
                .addKeyValue("generation", summary.generation())
                .addKeyValue("instances", summary.instances())
                .addKeyValue("rules", summary.rules())
                .log("routing table in force");
        refused.say(rejected(next));
        report(summary);
        Topics.ROUTING_TABLE.publish(vertx, summary);
    }

    /** Those that could not be read, and those that could not be compiled. */
    private static List<LeftOut> rejected(RoutingTable table) {
        return table.rules().stream()
                .filter(RuleState.Rejected.class::isInstance)
                .map(RuleState.Rejected.class::cast)
                .map(rule -> new LeftOut(rule.id(), rule.destination(), rule.reason()))
                .toList();
    }

    private void report(TableSummary summary) {
        if (summary.refusedRules() > 0) {
            tell(Health.State.DEGRADED, refusedRules(summary.refusedRules()));
            return;
        }
        if (summary.complete()) {
            tell(Health.State.UP, "in force");
        }
    }

    private static String refusedRules(int number) {
        return number + (number == 1 ? " rule refused" : " rules refused");
    }

    private void keepOld(Throwable failure) {
        LOG.atError().setCause(failure).log("routing table cannot be compiled; the old one stays in force");
        tell(Health.State.DEGRADED, "the last change could not be compiled");
    }

    private void tell(Health.State state, String detail) {
        if (state != health) {
            health = state;
            Topics.HEALTH.publish(vertx, new Health(Health.Part.ROUTING_TABLE, state, detail));
        }
    }
}
