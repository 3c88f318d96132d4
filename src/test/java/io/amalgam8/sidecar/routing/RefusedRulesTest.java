package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.abort;
import static io.amalgam8.sidecar.routing.RuleBuilder.backend;
import static io.amalgam8.sidecar.routing.RuleBuilder.delay;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.weighted;
import static io.amalgam8.sidecar.routing.Tables.CALLER;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.next;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RefusedRulesTest {

    private static final List<Instance> REVIEWS =
            List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2"));
    private static final Catalog CATALOG = Catalog.of(REVIEWS);
    private static final Rule GOOD = rule("r", "reviews").to("v2");
    private static final Rule BAD = rule("r", "reviews").to(weighted(2, "v1"));

    static Stream<Arguments> rulesOutOfBounds() {
        RuleBuilder rule = rule("r", "reviews");
        return Stream.of(
                Arguments.of(rule("r", "").to("v1"), "destination:  (expected: a service's name)"),
                Arguments.of(rule("r", " ").to("v1"), "destination:   (expected: a service's name)"),
                Arguments.of(rule.to(new Backend[0]), "route.backends: [] (expected: at least one)"),
                Arguments.of(
                        rule.to(backend("v1"), weighted(0, "v2")),
                        "route.backends[1].weight: 0.0 (expected: above 0, at most 1)"),
                Arguments.of(
                        rule.to(weighted(Double.NaN, "v2")),
                        "route.backends[0].weight: NaN (expected: above 0, at most 1)"),
                Arguments.of(
                        rule.to(weighted(0.75, "v1"), weighted(0.5, "v2")),
                        "route.backends: sum of weights: 1.25 (expected: at most 1)"),
                Arguments.of(
                        rule.to(with(Optional.of(Duration.ofSeconds(-1)), OptionalInt.empty(), "", "")),
                        "route.backends[0].timeout: PT-1S (expected: 0 to 86400 seconds)"),
                Arguments.of(
                        rule.to(with(Optional.empty(), OptionalInt.of(-1), "", "")),
                        "route.backends[0].retries: -1 (expected: 0 or more)"),
                Arguments.of(
                        rule.to(with(Optional.empty(), OptionalInt.empty(), "a\r\nX: y", "")),
                        "route.backends[0].host: a\r\nX: y (expected: host or host:port)"),
                Arguments.of(
                        rule.to(with(Optional.empty(), OptionalInt.empty(), "", "fastest")),
                        "route.backends[0].lb_type: fastest"
                                + " (expected: round_robin, least_request, random, ewma or ring_hash)"),
                Arguments.of(
                        rule.with(new Route(
                                List.of(backend()),
                                Optional.of(Duration.ofDays(2)),
                                OptionalInt.empty(),
                                Optional.empty())),
                        "route.http_req_timeout: PT48H (expected: 0 to 86400 seconds)"),
                Arguments.of(
                        rule.with(new Route(
                                List.of(backend()),
                                Optional.empty(),
                                OptionalInt.empty(),
                                Optional.of(new UriRewrite("", "/a", Optional.of("/b c"))))),
                        "route.uri.prefix_rewrite: /b c (expected: visible ASCII characters)"),
                Arguments.of(rule.does(), "actions: [] (expected: at least one)"),
                Arguments.of(
                        rule.does(delay(-1, 1)), "actions[0].duration: PT-1S (expected: above 0, at most 600 seconds)"),
                Arguments.of(
                        rule.does(delay(0, 1)), "actions[0].duration: PT0S (expected: above 0, at most 600 seconds)"),
                Arguments.of(
                        rule.does(new Delay(Duration.ofSeconds(Long.MAX_VALUE), 1, Tags.NONE)),
                        "actions[0].duration: PT2562047788015215H30M7S (expected: above 0, at most 600 seconds)"),
                Arguments.of(
                        rule.does(delay(1, 1), delay(1, 0)),
                        "actions[1].probability: 0.0 (expected: above 0, at most 1)"),
                Arguments.of(rule.does(abort(503, 1.5)), "actions[0].probability: 1.5 (expected: above 0, at most 1)"),
                Arguments.of(
                        rule.does(abort(503, Double.NaN)),
                        "actions[0].probability: NaN (expected: above 0, at most 1)"),
                Arguments.of(rule.does(abort(-6, 1)), "actions[0].return_code: -6 (expected: -5..599)"),
                Arguments.of(rule.does(abort(600, 1)), "actions[0].return_code: 600 (expected: -5..599)"));
    }

    @ParameterizedTest
    @MethodSource("rulesOutOfBounds")
    void aRuleOutOfBoundsIsRefusedAloneAndSaysWhy(Rule rule, String reason) {
        RoutingTable table = table(REVIEWS, rule, rule("other", "reviews").to("v2"));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("two");
        assertThat(table.rules())
                .contains(new RuleState.Rejected("r", rule.destination(), reason, Optional.empty()))
                .hasSize(2);
        assertThat(table.summary().refusedRules()).isEqualTo(1);
        assertThat(table.summary().rules()).isEqualTo(1);
    }

    @Test
    void theBoundsThemselvesAreGood() {
        RoutingTable table = table(
                REVIEWS,
                rule("a", "reviews").does(delay(600, 1), delay(0.001, Double.MIN_VALUE), abort(-5, 1), abort(599, 1)),
                rule("b", "reviews").to(with(Optional.of(Duration.ZERO), OptionalInt.of(0), "[::1]:80", "ewma")));

        assertThat(table.summary().refusedRules()).isZero();
    }

    @Test
    void aBadRuleWithoutAnEarlierRevisionIsAsIfItWereNotThere() {
        assertThat(Tables.counts(table(REVIEWS, BAD), Request.to("reviews"), 100, 1))
                .containsOnlyKeys("one", "two");
    }

    @Test
    void theLastGoodRevisionStaysInForceForAsLongAsItTakes() {
        RoutingTable table = next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(GOOD));
        for (int i = 0; i < 3; i++) {
            table = next(table, CALLER, CATALOG, RuleSet.of(BAD));
            table = next(table, CALLER, Catalog.of(REVIEWS), RuleSet.of(BAD));
            assertThat(choice(table, Request.to("reviews"))).isEqualTo("two");
        }
        assertThat(table.rules()).singleElement().isInstanceOfSatisfying(RuleState.Rejected.class, state -> {
            assertThat(state.reason()).startsWith("route.backends[0].weight: 2.0");
            assertThat(state.previous()).contains(new RuleState.Applied(GOOD, List.of()));
            assertThat(state.inForce()).contains(GOOD);
        });
        assertThat(table.summary().rules()).isEqualTo(1);
        assertThat(table.summary().refusedRules()).isEqualTo(1);
        assertThat(table.routeRules()).containsEntry("reviews", List.of(GOOD));
    }

    @Test
    void aRuleThatCouldNotEvenBeReadKeepsItsLastGoodRevisionToo() {
        RuleSet unreadable = new RuleSet(List.of(), List.of(new LeftOut("r", "reviews", "route: 7")), 2);
        RoutingTable table =
                next(next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(GOOD)), CALLER, CATALOG, unreadable);

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("two");
        assertThat(table.rules())
                .containsExactly(new RuleState.Rejected(
                        "r", "reviews", "route: 7", Optional.of(new RuleState.Applied(GOOD, List.of()))));
    }

    @Test
    void aRuleThatTheControllerNoLongerHasIsGoneWithAllItsRevisions() {
        RoutingTable bad =
                next(next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(GOOD)), CALLER, CATALOG, RuleSet.of(BAD));
        RoutingTable gone = next(bad, CALLER, CATALOG, RuleSet.EMPTY);
        RoutingTable back = next(gone, CALLER, CATALOG, RuleSet.of(BAD));

        assertThat(gone.rules()).isEmpty();
        assertThat(back.rules())
                .singleElement()
                .satisfies(state -> assertThat(state.inForce()).isEmpty());
    }

    @Test
    void anEarlierRevisionIsHeldAgainstTheCallerAsItIsNow() {
        Rule ours = rule("r", "reviews").source("productpage").to("v2");
        RoutingTable table = next(
                next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(ours)),
                new Identity("ratings", Tags.NONE),
                CATALOG,
                RuleSet.of(BAD));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("NoRuleMatches");
    }

    @Test
    void aCorrectedRuleTakesOverFromItsEarlierRevision() {
        RoutingTable table = next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(GOOD));
        table = next(table, CALLER, CATALOG, RuleSet.of(BAD));
        table = next(table, CALLER, CATALOG, RuleSet.of(rule("r", "reviews").to("v1")));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("one");
        assertThat(table.summary().refusedRules()).isZero();
    }

    @Test
    void ofTwoRulesWithOneIdTheFirstCounts() {
        RoutingTable table =
                table(REVIEWS, GOOD, rule("r", "reviews").priority(9).to("v1"));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("two");
        assertThat(table.rules())
                .containsExactly(
                        new RuleState.Applied(GOOD, List.of()),
                        new RuleState.Rejected(
                                "r", "reviews", "id: r (expected: an id that no other rule bears)", Optional.empty()));
    }

    @Test
    void rulesWithoutIdsAreNoDuplicates() {
        RoutingTable table = table(
                REVIEWS,
                rule("", "reviews").header("A", "1").to("v1"),
                rule("", "reviews").to("v2"));

        assertThat(choice(table, Request.to("reviews").with("A", "1"))).isEqualTo("one");
        assertThat(choice(table, Request.to("reviews"))).isEqualTo("two");
    }

    private static Backend with(Optional<Duration> timeout, OptionalInt retries, String host, String balancing) {
        return new Backend(
                Optional.empty(),
                Tags.NONE,
                OptionalDouble.empty(),
                timeout,
                retries,
                List.of(),
                Optional.of(host).filter(text -> !text.isEmpty()),
                Optional.of(balancing).filter(text -> !text.isEmpty()));
    }
}
