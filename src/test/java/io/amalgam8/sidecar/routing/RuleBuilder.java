package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Abort;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Backend.Failover;
import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Source;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Rules in few words. */
record RuleBuilder(String id, String destination, int priority, Match match) {

    static RuleBuilder rule(String id, String destination) {
        return new RuleBuilder(id, destination, 0, Match.ALWAYS);
    }

    RuleBuilder priority(int newPriority) {
        return new RuleBuilder(id, destination, newPriority, match);
    }

    RuleBuilder match(Match newMatch) {
        return new RuleBuilder(id, destination, priority, newMatch);
    }

    RuleBuilder source(String name, String... tags) {
        return itself(
                new Condition(calledBy(name, tags).source(), match.itself().headers()));
    }

    RuleBuilder header(String name, String expression) {
        Map<String, String> headers = new HashMap<>(match.itself().headers());
        headers.put(name, expression);
        return itself(new Condition(match.itself().source(), headers));
    }

    private RuleBuilder itself(Condition condition) {
        return match(new Match(condition, match.all(), match.any(), match.none()));
    }

    Rule to(Backend... backends) {
        return with(new Route(List.of(backends), Optional.empty(), OptionalInt.empty(), Optional.empty()));
    }

    /** To every instance of the destination. */
    Rule toEvery() {
        return to(backend());
    }

    /** To the instances of the destination that bear these tags. */
    Rule to(String... tags) {
        return to(backend(tags));
    }

    Rule does(Action... actions) {
        return with(new Actions(List.of(actions)));
    }

    Rule with(Rule.Effect effect) {
        return new Rule(id, priority, destination, List.of(), match, effect);
    }

    static Backend backend(String... tags) {
        return new Backend(
                Optional.empty(),
                Tags.of(tags),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static Backend named(String name, Backend other) {
        return new Backend(
                Optional.of(name),
                other.tags(),
                other.weight(),
                other.timeout(),
                other.retries(),
                other.failover(),
                other.host(),
                other.balancing());
    }

    static Backend weighted(double weight, String... tags) {
        return new Backend(
                Optional.empty(),
                Tags.of(tags),
                OptionalDouble.of(weight),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static Backend failingOver(Backend other, Failover... failovers) {
        return new Backend(
                other.name(),
                other.tags(),
                other.weight(),
                other.timeout(),
                other.retries(),
                Arrays.asList(failovers),
                other.host(),
                other.balancing());
    }

    static Condition calledBy(String name, String... tags) {
        Optional<String> optionalName = name.isEmpty() ? Optional.empty() : Optional.of(name);
        return new Condition(Optional.of(new Source(optionalName, Tags.of(tags))), Map.of());
    }

    static Condition where(String name, String expression) {
        return new Condition(Optional.empty(), Map.of(name, expression));
    }

    static Delay delay(double seconds, double probability, String... tags) {
        return new Delay(Duration.ofMillis(Math.round(seconds * 1000)), probability, Tags.of(tags));
    }

    static Abort abort(int code, double probability, String... tags) {
        return new Abort(code, probability, Tags.of(tags));
    }

    static Trace trace(String key, String value, String... tags) {
        return new Trace(key, value, Tags.of(tags));
    }
}
