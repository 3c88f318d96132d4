package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.abort;
import static io.amalgam8.sidecar.routing.RuleBuilder.backend;
import static io.amalgam8.sidecar.routing.RuleBuilder.delay;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.trace;
import static io.amalgam8.sidecar.routing.RuleBuilder.weighted;
import static io.amalgam8.sidecar.routing.RuleBuilder.where;
import static io.amalgam8.sidecar.routing.Tables.CALLER;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Explanation.BackendVerdict;
import io.amalgam8.sidecar.routing.Explanation.InstanceVerdict;
import io.amalgam8.sidecar.routing.Explanation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ExplanationTest {

    private static final List<Instance> REVIEWS =
            List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2"));

    @Test
    void tellsOfEachRuleInOrderWhichClauseFailedOrHeld() {
        Explanation explanation = explain(
                table(
                        REVIEWS,
                        rule("4", "reviews").priority(1).to("v1"),
                        rule("3", "reviews")
                                .priority(2)
                                .header("Cookie", "user=jason")
                                .source("productpage")
                                .to("v2"),
                        rule("2", "reviews")
                                .priority(3)
                                .header("Cookie", "user=eve")
                                .to("v2"),
                        rule("1", "reviews").priority(4).source("ratings").to("v2"),
                        rule("5", "reviews").priority(0).to("v1"),
                        rule("0", "reviews").to(weighted(7, "v1"))),
                Request.to("reviews").with("Cookie", "user=jason"));

        assertThat(explanation.rules())
                .extracting(verdict -> verdict.state().id() + " " + verdict.outcome())
                .containsExactly(
                        "1 OUT_OF_FORCE", "2 FAILED", "3 HELD", "4 NOT_REACHED", "5 OUT_OF_FORCE", "0 OUT_OF_FORCE");
        assertThat(explanation.rules().get(1).clauses())
                .containsExactly(new Clause("match.headers.Cookie", "user=eve", false));
        assertThat(explanation.rules().get(2).clauses())
                .containsExactly(
                        new Clause("match.source", "productpage", true),
                        new Clause("match.headers.Cookie", "user=jason", true));
        assertThat(explanation.decision()).isInstanceOf(Decision.Forward.class);
    }

    @Test
    void tellsTheBackendsWithTheirWeightsAndTheChosenOne() {
        RoutingTable table = table(
                REVIEWS,
                rule("r", "reviews")
                        .to(
                                weighted(0.25, "v1"),
                                backend("v3"),
                                RuleBuilder.failingOver(
                                        backend("v9"),
                                        new io.amalgam8.sidecar.model.Backend.Failover(
                                                java.util.Optional.empty(), Tags.of("v2")))));

        assertThat(explain(table, Request.to("reviews").with("Cookie", "version=reviews-v1"))
                        .backends())
                .containsExactly(
                        new BackendVerdict("reviews", Tags.of("v1"), 0.25, 1, false, true, true),
                        new BackendVerdict("reviews", Tags.of("v3"), 0.375, 0, false, false, false),
                        new BackendVerdict("reviews", Tags.of("v9"), 0.375, 1, true, false, false));
    }

    @Test
    void tellsOfEachInstanceWhyItIsEligibleOrNot() {
        Endpoint http = REVIEWS.get(0).endpoint();
        Endpoint tcp = Endpoint.parse(EndpointType.TCP, "10.0.0.1:80");
        Catalog catalog = new Catalog(
                List.of(
                        new Instance("a", "reviews", http, Tags.of("v1"), InstanceStatus.UP),
                        new Instance("b", "reviews", http, Tags.of("v1"), InstanceStatus.STARTING),
                        new Instance("c", "reviews", tcp, Tags.of("v1"), InstanceStatus.UP),
                        new Instance("d", "reviews", http, Tags.of("v2"), InstanceStatus.UP),
                        new Instance("e", "reviews", http, Tags.of("v1"), InstanceStatus.UP)),
                Set.of("e"),
                List.of());
        RoutingTable table = Tables.next(
                RoutingTable.unknown(),
                CALLER,
                catalog,
                RuleSet.of(rule("r", "reviews").to("v1")));

        assertThat(explain(table, Request.to("reviews")).instances())
                .extracting(InstanceVerdict::eligible, InstanceVerdict::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(true, "up, with all tags asked for"),
                        org.assertj.core.groups.Tuple.tuple(false, "its status is STARTING"),
                        org.assertj.core.groups.Tuple.tuple(false, "its type is tcp, which calls by name do not speak"),
                        org.assertj.core.groups.Tuple.tuple(false, "it lacks tags of v1"),
                        org.assertj.core.groups.Tuple.tuple(false, "no longer listed by the registry, used last"));
    }

    @Test
    void tellsTheInstancesOfABackendThatHasNoneToOffer() {
        Explanation explanation = explain(table(REVIEWS, rule("r", "reviews").to("v3")), Request.to("reviews"));

        assertThat(explanation.decision()).isInstanceOf(Decision.NothingEligible.class);
        assertThat(explanation.instances())
                .extracting(InstanceVerdict::reason)
                .containsOnly("it lacks tags of v3")
                .hasSize(2);
    }

    @Test
    void tellsTheFaultThatWouldFire() {
        RoutingTable table = table(
                REVIEWS,
                rule("a", "reviews")
                        .does(
                                delay(1, 1),
                                delay(1, 1, "v9"),
                                trace("", "x"),
                                delay(1, 1e-12),
                                abort(503, 1),
                                delay(2, 1)));

        assertThat(explain(table, Request.to("reviews")).actions())
                .extracting(Explanation.ActionVerdict::outcome)
                .containsExactly(
                        ActionOutcome.FIRES,
                        ActionOutcome.OTHER_TAGS,
                        ActionOutcome.INCOMPLETE,
                        ActionOutcome.SPARED,
                        ActionOutcome.FIRES,
                        ActionOutcome.AFTER_ABORT);
    }

    @Test
    void ofWhatIsUnknownThereIsNothingToTell() {
        Explanation unknown = explain(table(REVIEWS), Request.to("nobody"));
        Explanation early = explain(RoutingTable.unknown(), Request.to("reviews"));

        assertThat(unknown.decision()).isEqualTo(new Decision.UnknownService("nobody"));
        assertThat(unknown.rules()).isEmpty();
        assertThat(unknown.instances()).isEmpty();
        assertThat(early.decision()).isInstanceOf(Decision.NothingEligible.class);
    }

    @Property(tries = 400, seed = "4")
    void whatIsExplainedIsWhatIsDecided(@ForAll long seed) {
        Random chance = new Random(seed);
        RoutingTable table = anyTable(chance);
        Request request = Request.to("service" + chance.nextInt(4));
        for (String name : List.of("A", "B", "Cookie")) {
            request = chance.nextBoolean() ? request.with(name, "version=reviews-v" + chance.nextInt(3)) : request;
        }
        long draw = chance.nextLong();

        Decision decision = table.decide(request, Balancer.RANDOM, new Random(draw));
        Explanation explanation = table.explain(request, Balancer.RANDOM, new Random(draw));

        assertThat(explanation.decision()).isEqualTo(decision);
        List<String> held = explanation.rules().stream()
                .filter(verdict -> verdict.outcome() == Outcome.HELD)
                .map(verdict -> verdict.state().id())
                .toList();
        List<String> expected = new ArrayList<>();
        if (decision instanceof Decision.Forward forward) {
            forward.destination().rule().ifPresent(expected::add);
            forward.injection().rule().ifPresent(expected::add);
            assertThat(explanation.instances())
                    .filteredOn(InstanceVerdict::eligible)
                    .extracting(InstanceVerdict::instance)
                    .containsExactlyInAnyOrderElementsOf(
                            forward.destination().pool().preferred());
        }
        if (decision instanceof Decision.NothingEligible nothing) {
            nothing.rule().ifPresent(expected::add);
            assertThat(explanation.instances()).noneMatch(InstanceVerdict::eligible);
        }
        assertThat(held).isEqualTo(expected);
    }

    private static RoutingTable anyTable(Random chance) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            instances.add(instance("i" + i, "service" + chance.nextInt(4), "v" + chance.nextInt(3)));
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            RuleBuilder builder = rule("r" + i, "service" + chance.nextInt(4))
                    .priority(chance.nextInt(5))
                    .match(new Match(
                            chance.nextBoolean() ? where("A", "version") : Match.ALWAYS.itself(),
                            chance.nextBoolean() ? List.of(where("B", "v[01]")) : List.of(),
                            chance.nextBoolean() ? List.of(where("A", "v0"), where("Cookie", "v1")) : List.of(),
                            chance.nextBoolean() ? List.of(where("Cookie", "v2$")) : List.of()));
            rules.add(
                    chance.nextBoolean()
                            ? builder.to(backend("v" + chance.nextInt(4)), weighted(0.3, "v" + chance.nextInt(3)))
                            : builder.does(delay(1, 0.5, "v" + chance.nextInt(3)), abort(503, 0.5)));
        }
        return table(instances, rules.toArray(Rule[]::new));
    }

    private static Explanation explain(RoutingTable table, RequestHead request) {
        return table.explain(request, Balancer.RANDOM, new Random(1));
    }
}
