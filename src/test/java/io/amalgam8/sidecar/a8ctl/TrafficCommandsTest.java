package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrafficCommandsTest {

    private static final String WHOLE = """
            {"rules":[
              {"id":"low","priority":1,"destination":"reviews","route":{"backends":[{"tags":["v1"],"timeout":2}]},"x":1},
              {"id":"high","priority":7,"destination":"reviews","match":{"headers":{"A":"b"}},
                "route":{"backends":[{"tags":["v9"]}]}}],"revision":3}""";
    private static final String SPLIT = """
            {"rules":[{"id":"low","priority":1,"destination":"reviews",
              "route":{"backends":[{"tags":["v2","x"],"weight":0.29},{"tags":["v1"]}]}}]}""";

    private final Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void beginsWithTenPercentAndKeepsWhateverElseTheRuleSays() {
        rules(WHOLE);

        Said said = desk.type("traffic-start", "reviews", "v2,x");

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).isEqualTo("Transfer starting for reviews: diverting 10% of traffic from v1 to v2,x\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("PUT /v1/rules", """
                {"rules":[{"id":"low","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v2","x"],"weight":0.1},{"tags":["v1"],"timeout":2}]},"x":1}]}""");
    }

    @Test
    void beginsWhereTheRuleHasTheTagsOfAVersionInOneText() {
        rules(WHOLE.replace("[\"v1\"]", "[\"v1, blue\"]"));

        Said said = desk.type("traffic-start", "reviews", "v2");

        assertThat(said.error()).isEmpty();
        assertThat(said.out())
                .isEqualTo("Transfer starting for reviews: diverting 10% of traffic from v1, blue to v2\n");
        desk.assertChanged("PUT /v1/rules", """
                {"rules":[{"id":"low","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v2"],"weight":0.1},{"tags":["v1, blue"],"timeout":2}]},"x":1}]}""");
    }

    @Test
    void movesAllAtOnceWhereThatIsWanted() {
        rules(WHOLE);

        Said said = desk.type("traffic-start", "reviews", "v2,x", "--amount", "100");

        assertThat(said.out()).isEqualTo("Transfer complete for reviews: sending 100% of traffic to v2,x\n");
        desk.assertChanged("PUT /v1/rules", """
                {"rules":[{"id":"low","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v2","x"],"timeout":2}]},"x":1}]}""");
    }

    @ParameterizedTest
    @CsvSource({"'', 39, 0.39", "30, 30, 0.3", "99, 99, 0.99", "1, 1, 0.01"})
    void stepsByTenPercentOrToTheAmount(String amount, int percent, String weight) {
        rules(SPLIT);

        Said said = amount.isEmpty()
                ? desk.type("traffic-step", "reviews")
                : desk.type("traffic-step", "reviews", "--amount", amount);

        assertThat(said.out())
                .isEqualTo("Transfer step for reviews: diverting " + percent + "% of traffic from v1 to v2,x\n");
        desk.assertChanged("PUT /v1/rules", """
                {"rules":[{"id":"low","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v2","x"],"weight":%s},{"tags":["v1"]}]}}]}""".formatted(weight));
    }

    @Test
    void leavesOneBackendWithoutWeightAtTheEnd() {
        rules(SPLIT.replace("0.29", "0.95"));

        Said said = desk.type("traffic-step", "reviews");

        assertThat(said.out()).isEqualTo("Transfer complete for reviews: sending 100% of traffic to v2,x\n");
        desk.assertChanged("PUT /v1/rules", """
                {"rules":[{"id":"low","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v2","x"]}]}}]}""");
    }

    @Test
    void givesAllOfItBack() {
        rules(SPLIT);

        Said said = desk.type("traffic-abort", "reviews");

        assertThat(said.out()).isEqualTo("Transfer aborted for reviews: all traffic reverted to v1\n");
        desk.assertChanged("PUT /v1/rules", """
                {"rules":[{"id":"low","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v1"]}]}}]}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    whole; traffic-start reviews v2 --amount 0;   4; --amount must be between 1 and 100
                    whole; traffic-start reviews v2 --amount 101; 4; --amount must be between 1 and 100
                    split; traffic-step reviews --amount -1;      4; --amount must be between 1 and 100
                    split; traffic-start reviews v3;   5; Invalid state for start operation: service "reviews" traffic is already being split
                    odd;   traffic-start reviews v2;   5; Invalid state for start operation: service "reviews" traffic is already being split
                    odder; traffic-start reviews v2;   5; Invalid state for start operation: service "reviews" traffic is already being split
                    empty; traffic-start reviews v3;   5; Invalid state for start operation: service "reviews" has no routing rules (see route-set)
                    whole; traffic-step reviews;       5; Invalid state for step operation
                    whole; traffic-abort reviews;      5; Invalid state for abort operation
                    idle;  traffic-start reviews v2;   6; Invalid state for start operation: service "reviews" is not currently receiving traffic
                    whole; traffic-start reviews v3;   7; Invalid state for start operation: service "reviews" does not have active instances of version "v3"
                    whole; traffic-start reviews v4;   7; Invalid state for start operation: service "reviews" does not have active instances of version "v4"
                    """)
    void refusesWhatTheServicesStateForbids(String state, String line, int code, String error) {
        rules(
                switch (state) {
                    case "split" -> SPLIT;
                    case "odd" -> "{\"rules\":[{\"route\":{\"backends\":[7]}}]}";
                    case "odder" -> "{\"rules\":[{\"route\":{\"backends\":{\"a\":1}}}]}";
                    case "empty" -> "{\"rules\":[]}";
                    case "idle" -> WHOLE.replace("v1", "v0");
                    default -> WHOLE;
                });

        Said said = desk.type(line.split(" "));

        assertThat(said.error()).isEqualTo(error + "\n");
        assertThat(said.code()).isEqualTo(code);
        assertThat(said.out()).isEmpty();
        desk.assertUnchanged();
    }

    private void rules(String routes) {
        desk.holds(Map.of("/v1/rules/routes/reviews", routes)).registers(Map.of("reviews", """
                {"id":"1","tags":["v1","blue"]},{"id":"2","tags":["x","v2"],"status":"UP"},
                {"id":"3","tags":["v4"],"status":"OUT_OF_SERVICE"}"""));
    }
}
