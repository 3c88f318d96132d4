package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Match;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderMatchTest {

    private static final List<Instance> REVIEWS = List.of(instance("one", "reviews"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    .*?user=jason              | user=jason                | true
                    .*?user=jason              | a=b; user=jason; c=d      | true
                    .*?user=jason              | a=b; user=jasonx          | true
                    .*?user=jason              | a=b; USER=jason           | false
                    ^(.*?;)?(user=jason)(;.*)?$ | user=jason               | true
                    ^(.*?;)?(user=jason)(;.*)?$ | a=b;user=jason;c=d       | true
                    ^(.*?;)?(user=jason)(;.*)?$ | a=b;user=jasonx;c=d      | false
                    ^(.*?;)?(user=jason)(;.*)?$ | a=b;xuser=jason          | false
                    ^(.*?;)?(user=jason)(;.*)?$ | a=user=jason;user=jason  | true
                    jason                      | xjasonx                   | true
                    ^jason$                    | jason                     | true
                    ^jason$                    | jason2                    | false
                    ^jason                     | jason2                    | true
                    jason$                     | 2jason                    | true
                    jason$                     | jason2                    | false
                    ^.*jason.*$                | 1jason2                   | true
                    ^(?i)JASON$                | jason                     | true
                    user=[^;]+n\\b             | user=jason; c             | true
                    [0-9]{3}                   | ab1234                    | true
                    a\\.b                      | a.b                       | true
                    a\\.b                      | axb                       | false
                    a.b                        | axb                       | true
                    """)
    void aPatternIsFoundAnywhereInTheValue(String expression, String value, boolean found) {
        RoutingTable table = table(
                REVIEWS,
                rule("r", "reviews")
                        .header("Cookie", expression.replace("\\\\", "\\"))
                        .toEvery());

        assertThat(choice(table, Request.to("reviews").with("Cookie", value)))
                .isEqualTo(found ? "one" : "NoRuleMatches");
    }

    @ParameterizedTest
    @CsvSource({"x user=eve, one", "user=jason, one", "user=bob, NoRuleMatches"})
    void alternativesAreTried(String value, String choice) {
        RoutingTable table = table(
                REVIEWS,
                rule("r", "reviews").header("Cookie", "user=(jason|eve)").toEvery());

        assertThat(choice(table, Request.to("reviews").with("Cookie", value))).isEqualTo(choice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-group", "X-GROUP", "X-Group"})
    void aHeadersNameCountsInAnyCase(String name) {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header("X-gRoup", "a").toEvery());

        assertThat(choice(table, Request.to("reviews").with(name, "a"))).isEqualTo("one");
    }

    @Test
    void aHeaderThatIsMissingDoesNotMatchWhateverThePattern() {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header("X-Group", ".*").toEvery());

        assertThat(choice(table, Request.to("reviews"))).isEqualTo("NoRuleMatches");
        assertThat(choice(table, Request.to("reviews").with("X-Group", ""))).isEqualTo("one");
    }

    @ParameterizedTest
    @CsvSource({"a, b, one", "b, a, one", "b, c, NoRuleMatches"})
    void anyOfSeveralValuesOfOneHeaderMayMatch(String first, String second, String choice) {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header("X-Group", "^a$").toEvery());

        assertThat(choice(table, Request.to("reviews").with("X-Group", first).with("x-group", second)))
                .isEqualTo(choice);
    }

    @ParameterizedTest
    @CsvSource({"a, b, one", "a, c, NoRuleMatches", "c, b, NoRuleMatches"})
    void everyNamedHeaderMustMatch(String group, String zone, String choice) {
        Condition both = new Condition(Optional.empty(), Map.of("X-Group", "a", "X-Zone", "b"));
        RoutingTable table = table(
                REVIEWS,
                rule("r", "reviews")
                        .match(new Match(both, List.of(), List.of(), List.of()))
                        .toEvery());

        assertThat(choice(table, Request.to("reviews").with("X-Group", group).with("X-Zone", zone)))
                .isEqualTo(choice);
    }

    @Test
    void onlyTheFirstEightKibibytesOfAValueAreTested() {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header("X-Group", "[b]").toEvery());
        String filler = "a".repeat(HeaderClause.TESTED_LENGTH - 1);

        assertThat(choice(table, Request.to("reviews").with("X-Group", filler + "b")))
                .isEqualTo("one");
        assertThat(choice(table, Request.to("reviews").with("X-Group", filler + "ab")))
                .isEqualTo("NoRuleMatches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?=a)", "(?!a)", "(?<=a)b", "(a)\\1", "(", "a{2000}", "[z-a]", "a**", "x.*+", "\\"})
    void anExpressionThatCannotBeHadInLinearTimeIsRefusedWithAReason(String expression) {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header("Cookie", expression).toEvery());

        assertThat(table.rules())
                .singleElement()
                .isInstanceOfSatisfying(
                        RuleState.Rejected.class,
                        state -> assertThat(state.reason())
                                .startsWith("match.headers.Cookie: expression: ")
                                .contains("(expected: "));
        assertThat(choice(table, Request.to("reviews"))).isEqualTo("one");
    }

    @Test
    void anExpressionBeyondOneKibibyteIsRefused() {
        RoutingTable table = table(
                REVIEWS,
                rule("fits", "reviews").header("A", "a".repeat(1024)).toEvery(),
                rule("long", "reviews").header("A", "a".repeat(1025)).toEvery(),
                rule("umlauts", "reviews").header("A", "ä".repeat(513)).toEvery());

        assertThat(table.rules().stream()
                        .filter(RuleState.Rejected.class::isInstance)
                        .map(RuleState::id))
                .containsExactly("long", "umlauts");
    }

    @Test
    void anEnginesOwnFailureCostsOneRuleOnly() {
        HeaderPattern.Compiler broken = expression -> {
            throw new IllegalStateException("out of order");
        };
        RoutingTable table = RoutingTable.unknown()
                .next(
                        Tables.CALLER,
                        Optional.of(io.amalgam8.sidecar.model.Catalog.of(REVIEWS)),
                        Optional.of(io.amalgam8.sidecar.model.RuleSet.of(
                                rule("bad", "reviews")
                                        .priority(1)
                                        .header("A", "[a]")
                                        .toEvery(),
                                rule("good", "reviews").toEvery())),
                        broken);

        assertThat(Tables.forward(table, Request.to("reviews")).destination().rule())
                .contains("good");
        assertThat(table.summary().refusedRules()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+$",
                "(a*)*b",
                "(.*a){12}b",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(a|aa)+$",
                "(a|a?)+$",
                "(.*)*x",
                "([a-zA-Z]+)*$",
                "(x+x+)+y",
                "^(a?){25}a{25}$",
                "(?:a|b|ab)*c",
                ".*.*.*.*=.*"
            })
    void noExpressionTakesMoreThanLinearTime(String expression) {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header("Cookie", expression).toEvery());
        Request request = Request.to("reviews").with("Cookie", "a".repeat(8000) + "!");

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(choice(table, request)).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", ":path", "ä", "a\r\nb"})
    void aNameThatNoHeaderCanBearIsRefused(String name) {
        RoutingTable table =
                table(REVIEWS, rule("r", "reviews").header(name, "a").toEvery());

        assertThat(table.rules()).singleElement().isInstanceOf(RuleState.Rejected.class);
    }
}
