package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.Tables.choice;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TagsAsWholeWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    v1           | v1         | true
                    v10          | v1         | false
                    v1           | v10        | false
                    dev1         | v1         | false
                    V1           | v1         | false
                    v1 blue      | v1,blue    | true
                    blue v1      | v1,blue    | true
                    v1,blue      | v1,blue    | true
                    v1,blue      | blue       | true
                    v1           | v1,blue    | false
                    v1 blue      | 'v1, blue' | true
                    v1 blue x y  | y,v1       | true
                    v1           | ''         | true
                    """)
    void anInstanceIsEligibleWhenItBearsEveryTagOfTheBackend(String borne, String wanted, boolean eligible) {
        RoutingTable table = table(
                List.of(instance("one", "reviews", borne.split(" +", -1))),
                rule("r", "reviews").to(wanted));

        assertThat(choice(table, Request.to("reviews"))).isEqualTo(eligible ? "one" : "NothingEligible");
    }
}
