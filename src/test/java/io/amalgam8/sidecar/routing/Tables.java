package io.amalgam8.sidecar.routing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Tables, instances and decisions in few words. */
final class Tables {

    static final Identity CALLER = new Identity("productpage", Tags.of("v1", "blue"));

    private Tables() {}

    /** The engine that the program uses. */
    static HeaderPattern re2(String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            return value -> pattern.matcher(value).find();
        } catch (PatternSyntaxException e) {
            throw InvalidValueException.of("expression", expression, e.getDescription());
        }
    }

    static Instance instance(String id, String service, String... tags) {
        Endpoint endpoint = Endpoint.parse(EndpointType.HTTP, "10.0.0.1:8080");
        return new Instance(id, service, endpoint, Tags.of(tags), InstanceStatus.UP);
    }

    static RoutingTable table(List<Instance> instances, Rule... rules) {
        return tableFor(CALLER, instances, rules);
    }

    static RoutingTable tableFor(Identity caller, List<Instance> instances, Rule... rules) {
        return next(RoutingTable.unknown(), caller, Catalog.of(instances), RuleSet.of(rules));
    }

    static RoutingTable next(RoutingTable table, Identity caller, Catalog catalog, RuleSet rules) {
        return table.next(caller, Optional.of(catalog), Optional.of(rules), Tables::re2);
    }

    static Decision decide(RoutingTable table, RequestHead request) {
        return table.decide(request, Balancer.RANDOM, new Random(1));
    }

    /** The id of the chosen instance, or the name of the decision that chose none. */
    static String choice(RoutingTable table, RequestHead request) {
        return decide(table, request) instanceof Decision.Forward forward
                ? forward.instance().id()
                : decide(table, request).getClass().getSimpleName();
    }

    static Decision.Forward forward(RoutingTable table, RequestHead request) {
        if (decide(table, request) instanceof Decision.Forward forward) {
            return forward;
        }
        throw new AssertionError(decide(table, request));
    }

    /** How often each instance is chosen in so many calls. */
    static java.util.Map<String, Integer> counts(RoutingTable table, RequestHead request, int calls, long seed) {
        java.util.Map<String, Integer> counts = new java.util.TreeMap<>();
        Random chance = new Random(seed);
        for (int i = 0; i < calls; i++) {
            Decision decision = table.decide(request, Balancer.RANDOM, chance);
            String choice = decision instanceof Decision.Forward forward
                    ? forward.instance().id()
                    : decision.getClass().getSimpleName();
            counts.merge(choice, 1, Integer::sum);
        }
        return counts;
    }
}
