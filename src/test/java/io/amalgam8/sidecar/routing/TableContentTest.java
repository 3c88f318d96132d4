package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.delay;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.CALLER;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TableContentTest {

    private static final Instance ONE = instance("one", "reviews", "v1");
    private static final Instance DOWN =
            new Instance("down", "ratings", ONE.endpoint(), Tags.NONE, InstanceStatus.OUT_OF_SERVICE);
    private static final Catalog CATALOG =
            new Catalog(List.of(ONE, DOWN), Set.of(), List.of(new LeftOut("x", "broken", "endpoint: ?")));
    private static final Rule LOW = rule("low", "reviews").priority(1).to("v1");
    private static final Rule HIGH =
            rule("high", "reviews").priority(2).header("A", "1").to("v1");
    private static final Rule ACTION = rule("act", "ratings").does(delay(1, 1));

    @Test
    void tellsWhatItStandsOn() {
        RoutingTable table = next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(LOW, HIGH, ACTION));

        assertThat(table.services()).containsOnlyKeys("ratings", "reviews").containsEntry("ratings", List.of(DOWN));
        assertThat(table.routeRules()).containsOnlyKeys("reviews").containsEntry("reviews", List.of(HIGH, LOW));
        assertThat(table.actionRules()).containsOnlyKeys("ratings").containsEntry("ratings", List.of(ACTION));
        assertThat(table.catalog()).contains(CATALOG);
        assertThat(table.rules()).extracting(RuleState::id).containsExactly("act", "high", "low");
        assertThat(table.summary()).isEqualTo(new TableSummary(1, true, 1, 1, 3, 0));
    }

    @Test
    void eachTableIsOneGenerationLater() {
        RoutingTable first = next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.EMPTY);
        RoutingTable second = next(first, CALLER, CATALOG, RuleSet.EMPTY);

        assertThat(RoutingTable.unknown().summary().generation()).isZero();
        assertThat(first.summary().generation()).isEqualTo(1);
        assertThat(second.summary().generation()).isEqualTo(2);
    }

    @Test
    void instancesThatComeAndGoCostNoCompiledPattern() {
        AtomicInteger compiled = new AtomicInteger();
        HeaderPattern.Compiler counting = expression -> {
            compiled.incrementAndGet();
            return Tables.re2(expression);
        };
        RuleSet rules = RuleSet.of(
                rule("a", "reviews").header("A", "[0-9]").to("v1"),
                rule("b", "reviews").header("B", "[0-9]").to("v1"));
        RoutingTable table = RoutingTable.unknown();
        for (int i = 0; i < 3; i++) {
            Catalog catalog = Catalog.of(List.of(ONE, instance("i" + i, "reviews", "v1")));
            table = table.next(CALLER, java.util.Optional.of(catalog), java.util.Optional.of(rules), counting);
        }

        assertThat(compiled).hasValue(1);
        assertThat(Tables.choice(table, Request.to("reviews").with("B", "7"))).isIn("one", "i2");
    }

    @Test
    void aTableIsNotTouchedByTheNext() {
        RoutingTable first = next(RoutingTable.unknown(), CALLER, CATALOG, RuleSet.of(LOW));
        next(first, CALLER, Catalog.EMPTY, RuleSet.EMPTY);

        assertThat(Tables.choice(first, Request.to("reviews"))).isEqualTo("one");
    }
}
