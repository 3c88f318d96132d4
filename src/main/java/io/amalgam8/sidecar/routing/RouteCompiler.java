package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Backend.Failover;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Gives the backends of one route rule their instances. */
final class RouteCompiler {

    private final Rule rule;
    private final Route route;
    private final Weights weights;
    private final InstanceIndex instances;

    private RouteCompiler(Rule rule, Route route, Weights weights, InstanceIndex instances) {
        this.rule = rule;
        this.route = route;
        this.weights = weights;
        this.instances = instances;
    }

    /** The rule over these instances; empty for an action rule. */
    static Optional<RouteRule> compile(CompiledRule compiled, InstanceIndex instances) {
        if (compiled.rule().effect() instanceof Route route
                && compiled.weights().isPresent()) {
            Weights weights = compiled.weights().get();
            RouteCompiler compiler = new RouteCompiler(compiled.rule(), route, weights, instances);
            return Optional.of(new RouteRule(compiled, weights, compiler.backends()));
        }
        return Optional.empty();
    }

    private List<RouteBackend> backends() {
        List<RouteBackend> backends = new ArrayList<>();
        for (int i = 0; i < route.backends().size(); i++) {
            backends.add(backend(route.backends().get(i), weights.share(i)));
        }
        return List.copyOf(backends);
    }

    private RouteBackend backend(Backend backend, double share) {
        String name = backend.name().orElse(rule.destination());
        Tags tags = backend.tags();
        return new RouteBackend(
                name,
                tags,
                share,
                VersionCookie.of(rule.destination(), name, tags),
                destination(backend, name),
                new Decision.NothingEligible(rule.destination(), Optional.of(rule.id()), nothing(backend, name)));
    }

    /** The backend's own instances, or those of the first failover that has some. */
    private Optional<Destination> destination(Backend backend, String name) {
        Optional<Destination> own = destination(backend, name, backend.tags());
        for (Failover failover : backend.failover()) {
            own = own.isPresent()
                    ? own
                    : destination(backend, failover.name().orElse(rule.destination()), failover.tags());
        }
        return own;
    }

    private Optional<Destination> destination(Backend backend, String service, Tags tags) {
        OptionalInt retries = backend.retries().isPresent() ? backend.retries() : route.retries();
        return instances
                .pool(service, tags)
                .map(pool -> backend.protocol().map(pool::speaking).orElse(pool))
                .map(pool -> new Destination(
                        service,
                        tags,
                        Optional.of(rule.id()),
                        pool,
                        backend.timeout().or(route::timeout),
                        retries,
                        backend.host(),
                        backend.balancing(),
                        route.uriRewrite(),
                        backend.resilience()));
    }

    private static String nothing(Backend backend, String name) {
        String subject = backend.tags().isEmpty() ? name : name + ":" + backend.tags();
        return "backend " + subject + " has no instance to go to"
                + (backend.failover().isEmpty() ? "" : ", nor has any of its failovers");
    }
}
