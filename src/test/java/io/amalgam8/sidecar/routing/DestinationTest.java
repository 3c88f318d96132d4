package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.CALLER;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.counts;
import static io.amalgam8.sidecar.routing.Tables.decide;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DestinationTest {

    private static final Instance ONE = instance("one", "reviews", "v1");
    private static final Instance TWO = instance("two", "reviews", "v2");

    @Test
    void aRuleAppliesToItsDestinationOnly() {
        RoutingTable table = table(
                List.of(ONE, TWO, instance("r", "ratings", "v1")),
                rule("a", "reviews").to("v2"));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("two");
        assertThat(choice(table, Request.to("ratings"))).isEqualTo("r");
    }

    @Test
    void withoutRouteRulesEveryInstanceTakesCalls() {
        assertThat(counts(table(List.of(ONE, TWO)), Request.to("reviews"), 1000, 7))
                .containsOnlyKeys("one", "two");
    }

    @Test
    void actionRulesAloneAreNoRouteRules() {
        RoutingTable table = table(List.of(ONE), rule("a", "reviews").does(RuleBuilder.delay(1, 1)));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource({"Cookie, user=jason, two", "Cookie, user=eve, NoRuleMatches", "Accept, user=jason, NoRuleMatches"})
    void routeRulesOfWhichNoneMatchesAreToldApartFromNoRouteRules(String header, String value, String choice) {
        RoutingTable table = table(
                List.of(ONE, TWO),
                rule("a", "reviews").header("Cookie", ".*?user=jason").to("v2"));

        assertThat(choice(table, Request.to("reviews").with(header, value))).isEqualTo(choice);
    }

    @Test
    void routeRulesForOtherCallersAreRouteRules() {
        RoutingTable table =
                table(List.of(ONE), rule("a", "reviews").source("somebody").to("v1"));

        assertThat(decide(table, Request.to("reviews"))).isEqualTo(new Decision.NoRuleMatches("reviews"));
    }

    @ParameterizedTest
    @CsvSource({"nobody", "Reviews", "review", "reviews2", "''", "reviews/"})
    void aNameThatNobodyBearsIsUnknown(String name) {
        assertThat(decide(table(List.of(ONE)), Request.to(name))).isEqualTo(new Decision.UnknownService(name));
    }

    @Test
    void aServiceThatOnlyRulesNameIsKnown() {
        RoutingTable table = table(
                List.of(ONE),
                rule("a", "later").does(RuleBuilder.delay(1, 1)),
                rule("b", "soon").to("v1"));

        assertThat(choice(table, Request.to("later"))).isEqualTo("NothingEligible");
        assertThat(decide(table, Request.to("soon")))
                .isEqualTo(new Decision.NothingEligible(
                        "soon", Optional.of("b"), "backend soon:v1 has no instance to go to"));
    }

    @Test
    void aServiceWhoseOnlyInstanceOrRuleCannotBeReadIsKnown() {
        Catalog catalog = new Catalog(List.of(ONE), Set.of(), List.of(new LeftOut("x", "broken", "endpoint: ?")));
        RuleSet rules = new RuleSet(List.of(), List.of(new LeftOut("y", "refused", "weight: 2")), 0);
        RoutingTable table = Tables.next(RoutingTable.unknown(), CALLER, catalog, rules);

        assertThat(choice(table, Request.to("broken"))).isEqualTo("NothingEligible");
        assertThat(choice(table, Request.to("refused"))).isEqualTo("NothingEligible");
    }

    @ParameterizedTest
    @EnumSource(InstanceStatus.class)
    void onlyInstancesThatAreUpTakeCalls(InstanceStatus status) {
        Instance instance = new Instance("one", "reviews", ONE.endpoint(), Tags.NONE, status);

        assertThat(choice(table(List.of(instance)), Request.to("reviews")))
                .isEqualTo(status == InstanceStatus.UP ? "one" : "NothingEligible");
    }

    @ParameterizedTest
    @CsvSource({"HTTP, true", "HTTPS, true", "TCP, false", "UDP, false", "USER, false"})
    void onlyInstancesThatSpeakHttpTakeCalls(EndpointType type, boolean takesCalls) {
        Endpoint endpoint = Endpoint.parse(type, "10.0.0.1:80");
        RoutingTable table = table(List.of(new Instance("one", "reviews", endpoint, Tags.NONE, InstanceStatus.UP)));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo(takesCalls ? "one" : "NothingEligible");
        assertThat(table.services()).containsOnlyKeys("reviews");
        assertThat(table.summary().instances()).isEqualTo(takesCalls ? 1 : 0);
    }

    @Test
    void ourOwnServiceIsOneLikeTheOthers() {
        assertThat(choice(table(List.of(instance("us", CALLER.service()))), Request.to(CALLER.service())))
                .isEqualTo("us");
    }

    @Test
    void untilCatalogAndRulesWereReceivedNothingIsReached() {
        RoutingTable unknown = RoutingTable.unknown();
        RoutingTable catalogOnly =
                unknown.next(CALLER, Optional.of(Catalog.of(List.of(ONE))), Optional.empty(), Tables::re2);
        RoutingTable rulesOnly = unknown.next(
                CALLER,
                Optional.empty(),
                Optional.of(RuleSet.of(rule("a", "reviews").to("v1"))),
                Tables::re2);

        assertThat(List.of(unknown, catalogOnly, rulesOnly)).allSatisfy(table -> {
            assertThat(table.summary().complete()).isFalse();
            assertThat(choice(table, Request.to("reviews"))).isEqualTo("NothingEligible");
            assertThat(choice(table, Request.to("nobody"))).isEqualTo("NothingEligible");
        });
        assertThat(decide(catalogOnly, Request.to("reviews")))
                .isEqualTo(
                        new Decision.NothingEligible("reviews", Optional.empty(), "no rules have been received yet"));
        assertThat(catalogOnly.services()).containsOnlyKeys("reviews");
    }

    @Test
    void suspectsAreUsedLast() {
        Catalog some = new Catalog(List.of(ONE, TWO), Set.of("one"), List.of());
        Catalog all = new Catalog(List.of(ONE, TWO), Set.of("one", "two"), List.of());

        assertThat(counts(
                        Tables.next(RoutingTable.unknown(), CALLER, some, RuleSet.EMPTY), Request.to("reviews"), 50, 1))
                .containsOnlyKeys("two");
        assertThat(counts(
                        Tables.next(RoutingTable.unknown(), CALLER, all, RuleSet.EMPTY), Request.to("reviews"), 50, 1))
                .containsOnlyKeys("one", "two");
    }
}
