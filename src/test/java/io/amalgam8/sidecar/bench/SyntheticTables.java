package io.amalgam8.sidecar.bench;

import com.google.re2j.Pattern;
import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.HeaderPattern;
import io.amalgam8.sidecar.routing.RoutingTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Catalogs and rules of any size. */
final class SyntheticTables {

    static final Identity CALLER = new Identity("productpage", Tags.of("v1"));

    private SyntheticTables() {}

    static HeaderPattern compile(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return value -> pattern.matcher(value).find();
    }

    static RoutingTable table(Catalog catalog, RuleSet rules) {
        return RoutingTable.unknown().next(CALLER, Optional.of(catalog), Optional.of(rules), SyntheticTables::compile);
    }

    /** So many instances, spread over so many services, in two versions each. */
    static Catalog catalog(int instances, int services) {
        List<Instance> all = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            Endpoint endpoint = Endpoint.parse(EndpointType.HTTP, "10.0." + i / 250 % 250 + "." + i % 250 + ":8080");
            Tags tags = Tags.of(i / services % 2 == 0 ? "v1" : "v2", "zone" + i % 3);
            all.add(new Instance("instance-" + i, "service" + i % services, endpoint, tags, InstanceStatus.UP));
        }
        return Catalog.of(all);
    }

    /** Rules by cookie over a split by weight for each service; so many in all, the expressions all different. */
    static RuleSet rules(int count, int services, String begin, String end) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String service = "service" + i % services;
            boolean last = i >= count - services;
            Match match = last ? Match.ALWAYS : cookie(begin + "user=user" + i + end);
            rules.add(new Rule("rule-" + i, last ? 0 : 10, service, List.of(), match, split()));
        }
        return new RuleSet(rules, List.of(), 1);
    }

    /** A delay that no call is chosen for. */
    static Rule action(String service) {
        Action delay = new Delay(Duration.ofSeconds(1), Double.MIN_VALUE, Tags.of("v1"));
        return new Rule("action", 1, service, List.of(), Match.ALWAYS, new Actions(List.of(delay)));
    }

    private static Match cookie(String expression) {
        Condition condition = new Condition(Optional.empty(), Map.of("Cookie", expression));
        return new Match(condition, List.of(), List.of(), List.of());
    }

    private static Route split() {
        return new Route(
                List.of(backend("v1", OptionalDouble.of(0.25)), backend("v2", OptionalDouble.empty())),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static Backend backend(String tag, OptionalDouble weight) {
        return new Backend(
                Optional.empty(),
                Tags.of(tag),
                weight,
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
