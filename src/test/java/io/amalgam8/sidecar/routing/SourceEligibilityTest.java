package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.calledBy;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.tableFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceEligibilityTest {

    private static final List<Instance> REVIEWS =
            List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    productpage:v1,blue | productpage |         | true
                    productpage:v1,blue | productpage | v1      | true
                    productpage:v1,blue | productpage | blue,v1 | true
                    productpage:v1,blue | productpage | v1,red  | false
                    productpage:v1,blue | ratings     |         | false
                    productpage:v1,blue | Productpage |         | false
                    productpage:v1,blue |             | blue    | true
                    productpage:v1,blue |             | green   | false
                    productpage:v10     | productpage | v1      | false
                    productpage:v1      | productpage | v10     | false
                    productpage         | productpage | v1      | false
                    productpage         |             |         | true
                    ''                  |             |         | false
                    ''                  | productpage |         | false
                    """)
    void aRuleAppliesToItsSourceOnly(String caller, String sourceName, String sourceTags, boolean applies) {
        Rule ruleForSource = rule("r", "reviews")
                .source(
                        sourceName == null ? "" : sourceName,
                        sourceTags == null ? new String[0] : sourceTags.split(",", -1))
                .to("v2");

        RoutingTable table = tableFor(identity(caller), REVIEWS, ruleForSource);

        assertThat(choice(table, Request.to("reviews"))).isEqualTo(applies ? "two" : "NoRuleMatches");
        assertThat(table.rules().get(0)).isInstanceOf(applies ? RuleState.Applied.class : RuleState.NotForMe.class);
    }

    @Test
    void saysWhichSourceItIsNot() {
        RoutingTable table = tableFor(
                identity("productpage:v1"),
                REVIEWS,
                rule("r", "reviews").source("ratings", "v3").to("v2"));

        assertThat(table.rules())
                .singleElement()
                .isInstanceOfSatisfying(
                        RuleState.NotForMe.class,
                        state -> assertThat(state.reason())
                                .isEqualTo("match.source: ratings:v3 (this sidecar: productpage:v1)"));
    }

    @Test
    void anEntryOfNoneThatMeansThisCallerTakesTheRuleOut() {
        Match notUs = new Match(Match.ALWAYS.itself(), List.of(), List.of(), List.of(calledBy("productpage")));

        assertThat(choice(
                        tableFor(
                                identity("productpage"),
                                REVIEWS,
                                rule("r", "reviews").match(notUs).to("v2")),
                        Request.to("reviews")))
                .isEqualTo("NoRuleMatches");
        assertThat(choice(
                        tableFor(
                                identity("ratings"),
                                REVIEWS,
                                rule("r", "reviews").match(notUs).to("v2")),
                        Request.to("reviews")))
                .isEqualTo("two");
    }

    private static Identity identity(String text) {
        String[] parts = text.split(":", 2);
        return new Identity(parts[0], parts.length == 1 ? Tags.NONE : Tags.of(parts[1]));
    }
}
