package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.delay;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.forward;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleOrderTest {

    private static final List<Instance> REVIEWS =
            List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2"));

    @ParameterizedTest
    @CsvSource({"a, 1, b, 2, two", "a, 2, b, 1, one", "a, 1, b, 1, one", "b, 1, a, 1, two", "a, -1, b, 0, two"})
    void theHighestPriorityThenTheLowestIdIsTriedFirst(
            String firstId, int firstPriority, String secondId, int secondPriority, String choice) {
        Rule first = rule(firstId, "reviews").priority(firstPriority).to("v1");
        Rule second = rule(secondId, "reviews").priority(secondPriority).to("v2");

        assertThat(choice(table(REVIEWS, first, second), Request.to("reviews"))).isEqualTo(choice);
        assertThat(choice(table(REVIEWS, second, first), Request.to("reviews"))).isEqualTo(choice);
    }

    @Test
    void aRuleThatDoesNotHoldLeavesTheCallToTheNext() {
        RoutingTable table = table(
                REVIEWS,
                rule("default", "reviews").priority(1).to("v1"),
                rule("alice", "reviews")
                        .priority(2)
                        .header("Cookie", ".*?user=Alice")
                        .to("v2"));

        assertThat(choice(table, Request.to("reviews").with("Cookie", "user=Alice")))
                .isEqualTo("two");
        assertThat(choice(table, Request.to("reviews").with("Cookie", "user=Bob")))
                .isEqualTo("one");
    }

    @Test
    void routeRulesAndActionRulesAreTwoLists() {
        RoutingTable table = table(
                REVIEWS,
                rule("a", "reviews").priority(9).does(delay(1, 1)),
                rule("b", "reviews").priority(1).to("v2"));

        assertThat(forward(table, Request.to("reviews")).instance().id()).isEqualTo("two");
        assertThat(forward(table, Request.to("reviews")).injection().rule()).contains("a");
    }

    @Property(tries = 200, seed = "5")
    void theOrderInWhichTheControllerListsRulesDoesNotCount(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = -3, max = 3) Integer> priorities, @ForAll long seed) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < priorities.size(); i++) {
            rules.add(rule("rule-" + i, "reviews")
                    .priority(priorities.get(i))
                    .header("X-" + i % 3, ".*")
                    .to("v1"));
        }
        String expected = rules.stream()
                .filter(rule -> rule.match().itself().headers().containsKey("X-1"))
                .min(Comparator.comparing((Rule rule) -> -rule.priority()).thenComparing(Rule::id))
                .map(Rule::id)
                .orElse("none");
        Collections.shuffle(rules, new Random(seed));

        Decision decision = Tables.decide(
                table(REVIEWS, rules.toArray(Rule[]::new)),
                Request.to("reviews").with("x-1", "y"));

        String taken = decision instanceof Decision.Forward forward
                ? forward.destination().rule().orElseThrow()
                : "none";
        assertThat(taken).isEqualTo(expected);
    }
}
