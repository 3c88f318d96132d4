package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Tags;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One decision being made, from the route rules to the fault. Lists are walked by index: this runs for each request. */
final class Evaluation {

    private final RequestHead request;
    private final HeaderMemory headers;
    private final Balancer balancer;
    private final RandomGenerator chance;
    private final Observer observer;

    Evaluation(RequestHead request, Balancer balancer, RandomGenerator chance, Observer observer) {
        this.request = request;
        this.headers = new HeaderMemory(request);
        this.balancer = balancer;
        this.chance = chance;
        this.observer = observer;
    }

    Decision decide(ServiceTable service) {
        if (!service.hasRouteRules()) {
            return anyInstance(service);
        }
        for (int i = 0; i < service.routes().size(); i++) {
            RouteRule rule = service.routes().get(i);
            boolean holds = rule.match().holds(headers, observer);
            observer.tried(rule.compiled(), holds);
            if (holds) {
                return follow(service, rule);
            }
        }
        return new Decision.NoRuleMatches(service.service());
    }

    private Decision anyInstance(ServiceTable service) {
        Optional<Destination> every = service.everyInstance();
        if (every.isEmpty()) {
            return new Decision.NothingEligible(
                    service.service(), Optional.empty(), "none of its instances is up and speaks HTTP");
        }
        Destination destination = every.get();
        Instance instance = balancer.pick(destination, chance);
        Injection injection = injection(service, instance.tags());
        return new Decision.Forward(destination, instance, injection, Optional.empty());
    }

    private Decision follow(ServiceTable service, RouteRule rule) {
        boolean sticky = rule.isSticky() && request.takesCookie();
        Optional<RouteBackend> remembered = sticky ? rule.remembered(headers) : Optional.empty();
        RouteBackend backend = remembered.isPresent() ? remembered.get() : rule.drawn(chance);
        observer.chose(rule, backend, remembered.isPresent());
        Optional<Destination> destination = backend.destination();
        if (destination.isEmpty()) {
            return backend.nothing();
        }
        Instance instance = balancer.pick(destination.get(), chance);
        Injection injection = injection(service, destination.get().tags());
        boolean changes = sticky && remembered.isEmpty();
        return new Decision.Forward(
                destination.get(),
                instance,
                injection,
                changes ? backend.cookie().header() : Optional.empty());
    }

    private Injection injection(ServiceTable service, Tags borne) {
        for (int i = 0; i < service.actions().size(); i++) {
            ActionRule rule = service.actions().get(i);
            boolean holds = rule.match().holds(headers, observer);
            observer.tried(rule.compiled(), holds);
            if (holds) {
                return rule.inject(borne, chance, observer);
            }
        }
        return Injection.NONE;
    }
}
