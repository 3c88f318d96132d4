package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.calledBy;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.where;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Source;
import io.amalgam8.sidecar.model.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AllAnyNoneTest {

    /** Headers A, B, C are sent with the value 1 where the request's column names them; {@code us} and {@code them} are sources. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # itself | all   | any     | none    | request | holds
                             |       |         |         |         | true
                    A        |       |         |         | A       | true
                    A        |       |         |         | B       | false
                             | A B   |         |         | A B     | true
                             | A B   |         |         | A       | false
                             | A B   |         |         | B       | false
                             |       | A B     |         | A       | true
                             |       | A B     |         | B       | true
                             |       | A B     |         | C       | false
                             |       | A B     |         |         | false
                             |       |         | A B     |         | true
                             |       |         | A B     | C       | true
                             |       |         | A B     | A       | false
                             |       |         | A B     | B       | false
                    A        | B     |         |         | A B     | true
                    A        | B     |         |         | A       | false
                    A        |       | B C     |         | A C     | true
                    A        |       | B C     |         | C       | false
                             | A     | B       | C       | A B     | true
                             | A     | B       | C       | A B C   | false
                             | A     | B       | C       | A C     | false
                    us       | A     |         |         | A       | true
                    them     | A     |         |         | A       | false
                             | us A  |         |         | A       | true
                             | us A  |         |         |         | false
                             | them A|         |         | A       | false
                             |       | them A  |         | A       | true
                             |       | them    |         | A       | false
                             |       | us A    |         |         | true
                             |       |         | them    |         | true
                             |       |         | us      |         | false
                             |       |         | them A  | A       | false
                             |       | us+A    |         | A       | true
                             |       | us+A    |         |         | false
                             |       | them+A B|         | A       | false
                             |       | them+A B|         | B       | true
                             |       |         | them+A  | A       | true
                             |       |         | us+A    | A       | false
                             |       |         | us+A    |         | true
                             |       |         | A+B     | A       | true
                             |       |         | A+B     | A B     | false
                             |       | A+B     |         | A       | false
                             |       | A+B C   |         | A B     | true
                    """)
    void allMustHoldAndAnyOneAndNoneMay(
            String itself, String all, String any, String none, String request, boolean holds) {
        Match match = new Match(
                itself == null ? Match.ALWAYS.itself() : condition(itself),
                conditions(all),
                conditions(any),
                conditions(none));
        RoutingTable table = table(
                List.of(instance("one", "reviews")),
                rule("r", "reviews").match(match).toEvery());
        Request sent = Request.to("reviews");
        for (String name : words(request)) {
            sent = sent.with(name, "1");
        }

        assertThat(choice(table, sent)).isEqualTo(holds ? "one" : "NoRuleMatches");
    }

    @Test
    void anEntryWithNothingInItHoldsForEveryCall() {
        Condition nothing = new Condition(Optional.empty(), Map.of());

        assertThat(choiceFor(new Match(nothing, List.of(nothing), List.of(nothing), List.of())))
                .isEqualTo("one");
        assertThat(choiceFor(new Match(nothing, List.of(), List.of(where("A", "1"), nothing), List.of())))
                .isEqualTo("one");
        assertThat(choiceFor(new Match(nothing, List.of(), List.of(), List.of(nothing))))
                .isEqualTo("NoRuleMatches");
    }

    private static String choiceFor(Match match) {
        RoutingTable table = table(
                List.of(instance("one", "reviews")),
                rule("r", "reviews").match(match).toEvery());
        return choice(table, Request.to("reviews"));
    }

    private static List<Condition> conditions(String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String word : words(text)) {
            conditions.add(condition(word));
        }
        return conditions;
    }

    private static Condition condition(String text) {
        Optional<Source> source = Optional.empty();
        Map<String, String> headers = new java.util.HashMap<>();
        for (String word : text.split("\\+", -1)) {
            if (word.equals("us")) {
                source = calledBy(Tables.CALLER.service(), "v1").source();
            } else if (word.equals("them")) {
                source = Optional.of(new Source(Optional.of("somebody"), Tags.NONE));
            } else {
                headers.put(word, "1");
            }
        }
        return new Condition(source, headers);
    }

    private static String[] words(String text) {
        return text == null ? new String[0] : text.strip().split(" +", -1);
    }
}
