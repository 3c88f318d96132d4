package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.delay;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.weighted;
import static io.amalgam8.sidecar.routing.RuleBuilder.where;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleStatesTest {

    private static final List<Instance> REVIEWS = List.of(instance("one", "reviews", "v1"));

    /** Each word is a header with a pattern; the upper rule is tried first. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # upper: every | any | none | lower: every | any | none | shadowed
                          |     |     |       |     |     | true
                          |     |     | a=1   |     |     | true
                    a=1   |     |     |       |     |     | false
                    a=1   |     |     | a=1   |     |     | true
                    a=1   |     |     | A=1   |     |     | true
                    a=1   |     |     | a=2   |     |     | false
                    a=1   |     |     | a=1 b=1 |   |     | true
                    b=1   |     |     | a=1 b=1 |   |     | true
                    a=1 b=1 |   |     | a=1   |     |     | false
                          | a=1 |     | a=1   |     |     | false
                          | a=1 b=1 | |       | a=1 |     | true
                          | a=1 |     |       | a=1 b=1 | | false
                          |     | a=1 |       |     | a=1 | true
                          |     | a=1 |       |     |     | false
                          |     | a=1 |       |     | a=1 b=1 | true
                          |     | a=1 b=1 |   |     | a=1 | false
                          |     |     |       | a=1 | b=1 | true
                    """)
    void aRuleIsShadowedByAnEarlierOneThatHoldsWhereverItWould(
            String every,
            String any,
            String none,
            String lowerEvery,
            String lowerAny,
            String lowerNone,
            boolean shadowed) {
        Rule upper = rule("upper", "reviews")
                .priority(2)
                .match(match(every, any, none))
                .to("v1");
        Rule lower = rule("lower", "reviews")
                .match(match(lowerEvery, lowerAny, lowerNone))
                .to("v1");

        assertThat(table(REVIEWS, lower, upper).rules())
                .containsExactly(
                        new RuleState.Applied(upper, List.of()),
                        shadowed ? new RuleState.Shadowed(lower, "upper") : new RuleState.Applied(lower, List.of()));
    }

    @Test
    void actionRulesDoNotShadowRouteRules() {
        RoutingTable table = table(
                REVIEWS,
                rule("a", "reviews").priority(2).does(delay(1, 1)),
                rule("b", "reviews").does(delay(1, 1)),
                rule("c", "reviews").to("v1"));

        assertThat(table.rules())
                .extracting(state -> state.getClass().getSimpleName() + " " + state.id())
                .containsExactly("Applied c", "Applied a", "Shadowed b");
        assertThat(table.summary().rules()).isEqualTo(2);
    }

    @Test
    void aRuleThatIsNotForThisCallerShadowsNothing() {
        RoutingTable table = table(
                REVIEWS,
                rule("a", "reviews").priority(2).source("somebody").to("v1"),
                rule("b", "reviews").to("v1"));

        assertThat(table.rules())
                .extracting(state -> state.getClass().getSimpleName())
                .containsExactly("NotForMe", "Applied");
    }

    @Test
    void weightsThatWereScaledAreToldWithTheRule() {
        RoutingTable table = table(REVIEWS, rule("r", "reviews").to(weighted(0.25, "v1"), weighted(0.25, "v2")));

        assertThat(table.rules())
                .singleElement()
                .isInstanceOfSatisfying(
                        RuleState.Applied.class,
                        state -> assertThat(state.warnings())
                                .containsExactly("route.backends: the sum of weights is 0.5: scaled up to 1"));
    }

    @Property(tries = 300, seed = "3")
    void leavingOutShadowedRulesChangesNoDecision(@ForAll long seed) {
        Random chance = new Random(seed);
        List<Instance> instances = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            instances.add(instance("i" + i, "reviews", "v" + i));
            rules.add(rule("r" + i, "reviews")
                    .priority(10 - i)
                    .match(anyMatch(chance))
                    .to("v" + i));
        }
        Request request = Request.to("reviews");
        for (String name : List.of("a", "b", "c")) {
            request = chance.nextBoolean() ? request.with(name, "1") : request;
        }

        String expected = "NoRuleMatches";
        for (int i = 7; i >= 0; i--) {
            String choice = Tables.choice(table(instances, rules.get(i)), request);
            expected = choice.equals("NoRuleMatches") ? expected : choice;
        }
        assertThat(Tables.choice(table(instances, rules.toArray(Rule[]::new)), request))
                .isEqualTo(expected);
    }

    private static Match anyMatch(Random chance) {
        return new Match(Match.ALWAYS.itself(), conditions(chance), conditions(chance), conditions(chance));
    }

    private static List<Condition> conditions(Random chance) {
        List<Condition> conditions = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            if (chance.nextInt(4) == 0) {
                conditions.add(where(name, "1"));
            }
        }
        return conditions;
    }

    private static Match match(String every, String any, String none) {
        Condition nothing = new Condition(Optional.empty(), Map.of());
        return new Match(nothing, conditions(every), conditions(any), conditions(none));
    }

    private static List<Condition> conditions(String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String word : text == null ? new String[0] : text.split(" ", -1)) {
            conditions.add(where(word.split("=", -1)[0], word.split("=", -1)[1]));
        }
        return conditions;
    }
}
