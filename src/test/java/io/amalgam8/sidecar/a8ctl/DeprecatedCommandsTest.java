package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.FakeServer.Call;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that still work, with a word on standard error about what has taken their place. */
final class DeprecatedCommandsTest {

    private static final String RULE = """
            {"id":"a1","priority":20,"destination":"ratings",
              "match":{"source":{"name":"reviews","tags":["v2"]},"headers":{"X":"y"}},
              "actions":[{"action":"delay","duration":7,"probability":0.5,"tags":["v1"]},
                {"action":"abort","return_code":503,"tags":["v1"]},{"action":"delay","duration":9}]}""";

    private final Desk desk = new Desk();

    @BeforeEach
    void serve() {
        desk.holds(Map.of(
                "/v1/rules/actions",
                "{\"services\":{\"ratings\":[" + RULE + "],\"reviews\":[]}}",
                "/v1/rules/actions/ratings",
                "{\"rules\":[" + RULE + "]}"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void ruleListShowsTheFirstFaultOfEachKind() {
        Said said = desk.type("rule-list");

        assertThat(said.error()).isEqualTo("WARNING: rule-list is deprecated. Use action-list instead.\n");
        assertThat(said.code()).isZero();
        assertThat(said.out()).isEqualTo("""
                +------------+--------------------+--------+----------------+-------------------+-------+-------------------+------------+---------+
                | Source     | Destination        | Header | Header Pattern | Delay Probability | Delay | Abort Probability | Abort Code | Rule Id |
                +------------+--------------------+--------+----------------+-------------------+-------+-------------------+------------+---------+
                | reviews:v2 | ratings:v1,ratings | X      | y              | 0.5               | 7     | 1                 | 503        | a1      |
                +------------+--------------------+--------+----------------+-------------------+-------+-------------------+------------+---------+
                """);
        assertThat(desk.type("rule-list", "--json").out()).isEqualTo("""
                [
                  {
                    "id": "a1",
                    "priority": 20,
                    "source": "reviews:v2",
                    "header": "X",
                    "header_pattern": "y",
                    "delay": 7,
                    "delay_probability": 0.5,
                    "abort_code": 503,
                    "abort_probability": 1,
                    "destination": "ratings:v1,ratings"
                  }
                ]
                """);
    }

    @Test
    void ruleSetAddsARule() {
        Said said = desk.type(
                "rule-set",
                "--source=reviews:v2",
                "--destination=ratings:v1,x",
                "--header=Cookie",
                "--pattern=user=jason",
                "--delay=7",
                "--delay-probability=0.5",
                "--abort-code",
                "-1",
                "--abort-probability=1");

        assertThat(said.error()).isEqualTo("WARNING: rule-set is deprecated. Use action-add instead.\n");
        assertThat(said.out()).isEqualTo("Set fault injection rule between reviews:v2 and ratings:v1,x\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("PUT /v1/rules/actions/ratings", "{\"rules\":[" + RULE + """
                ,{"destination":"ratings","priority":30,
                  "match":{"source":{"name":"reviews","tags":["v2"]},"headers":{"Cookie":".*?user=jason"}},
                  "actions":[{"action":"delay","probability":0.5,"duration":7.0,"tags":["v1","x"]},
                    {"action":"abort","probability":1.0,"return_code":-1,"tags":["v1","x"]}]}]}""");
    }

    @ParameterizedTest
    @CsvSource({"'', .*", "--pattern=*, .*", "--pattern=a.c, .*?a.c"})
    void ruleSetTakesAnyValueOfAHeaderUnlessAPatternIsGiven(String option, String pattern) {
        String line = "rule-set --source=a --destination=ratings --header=X --delay=1 --delay-probability=1 " + option;

        assertThat(desk.type(line.strip().split(" ")).code()).isZero();

        assertThat(desk.controller().calls().get(1).body()).contains("{\"X\":\"" + pattern + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    --source=a --destination=b;           4; You must specify --source, --destination, and --header
                    --source=a --destination=b --header=c; 5; You must specify either a valid delay with non-zero delay_probability or a valid abort-code with non-zero abort-probability
                    --source=a --destination=b --header=c --delay=1; 5; You must specify either a valid delay with non-zero delay_probability or a valid abort-code with non-zero abort-probability
                    --source=a --destination=b --header=c --delay=601 --delay-probability=1; 5; Invalid --delay value: 601.0 (expected: at most 600 seconds)
                    --source=a --destination=b --header=c --delay=Infinity --delay-probability=1; 5; Invalid --delay value: Infinity (expected: at most 600 seconds)
                    """)
    void ruleSetRefusesWhatMakesNoSense(String options, int code, String error) {
        Said said = desk.type(("rule-set " + options).split(" "));

        assertThat(said.error()).endsWith(error + "\n");
        assertThat(said.code()).isEqualTo(code);
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void ruleClearDeletesTheActionRulesOfEveryService() {
        Said said = desk.type("rule-clear");

        assertThat(said.error()).isEqualTo("WARNING: rule-clear is deprecated. Use action-clear instead.\n");
        assertThat(said.out()).isEqualTo("Cleared fault injection rules from all microservices\n");
        assertThat(said.code()).isZero();
        assertThat(desk.controller().calls())
                .extracting(Call::method, Call::uri)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("GET", "/v1/rules/actions"),
                        org.assertj.core.groups.Tuple.tuple("DELETE", "/v1/rules/actions/ratings"),
                        org.assertj.core.groups.Tuple.tuple("DELETE", "/v1/rules/actions/reviews"));
    }
}
