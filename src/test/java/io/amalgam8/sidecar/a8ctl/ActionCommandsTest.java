package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActionCommandsTest {

    private static final String RULE = """
            {"id":"a1","priority":20,"destination":"ratings",
              "match":{"source":{"name":"reviews","tags":["v2"]},"headers":{"Cookie":".*?user=jason"}},
              "actions":[{"action":"delay","duration":7,"probability":0.5,"tags":["v1","x"]},
                {"action":"abort","return_code":503},{"action":"trace","log_key":"k","tags":["v1"]}]}""";

    private final Desk desk = new Desk();

    @BeforeEach
    void serve() {
        desk.holds(Map.of(
                "/v1/rules/actions",
                "{\"services\":{\"ratings\":[{\"id\":\"a0\",\"destination\":\"ratings\",\"actions\":[]}," + RULE
                        + "]}}",
                "/v1/rules/actions/ratings",
                "{\"rules\":[" + RULE + "],\"revision\":4}",
                "/v1/rules/actions/reviews",
                "{\"rules\":[],\"revision\":4}"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void listsRulesTheHighestFirst() {
        Said said = desk.type("action-list");

        assertThat(said.error()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(said.out()).isEqualTo("""
                +-------------+------------+----------------------+----------+---------------------------------------------------------+---------+
                | Destination | Source     | Headers              | Priority | Actions                                                 | Rule Id |
                +-------------+------------+----------------------+----------+---------------------------------------------------------+---------+
                | ratings     | reviews:v2 | Cookie:.*?user=jason | 20       | v1,x(0.5->delay=7), -untagged-(1->abort=503), v1(trace) | a1      |
                | ratings     |            |                      | 0        |                                                         | a0      |
                +-------------+------------+----------------------+----------+---------------------------------------------------------+---------+
                """);
    }

    @Test
    void listsThemAsJson() {
        assertThat(desk.type("action-list", "--json").out()).startsWith("""
                [
                  {
                    "id": "a1",
                    "destination": "ratings",
                    "priority": 20,
                    "source": "reviews:v2",
                    "headers": [
                      "Cookie:.*?user=jason"
                    ],
                    "actions": [
                      "v1,x(0.5->delay=7)",
                      "-untagged-(1->abort=503)",
                      "v1(trace)"
                    ]
                  },
                """);
    }

    @Test
    void addsARuleTenAboveTheHighestAndKeepsTheOthers() {
        Said said = desk.type(
                "action-add",
                "--source",
                "reviews:v2,x",
                "--destination",
                "ratings",
                "--header",
                "X-A:a:b",
                "--cookie",
                "user=jason",
                "--action",
                "v1,y(0.5->delay=7)",
                "--action",
                "-untagged-( 1 -> abort = -1 )");

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).isEqualTo("Set action rule for destination ratings\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("PUT /v1/rules/actions/ratings", "{\"rules\":[" + RULE + """
                ,{"destination":"ratings","priority":30,
                  "match":{"source":{"name":"reviews","tags":["v2","x"]},
                    "headers":{"X-A":"a:b","Cookie":".*?user=jason"}},
                  "actions":[{"action":"delay","probability":0.5,"duration":7,"tags":["v1","y"]},
                    {"action":"abort","probability":1,"return_code":-1}]}]}""");
    }

    @Test
    void beginsAtPriorityTen() {
        desk.type("action-add", "--destination=reviews", "--source=gateway", "--action=v1(1->abort=503)");

        desk.assertChanged("PUT /v1/rules/actions/reviews", """
                {"rules":[{"destination":"reviews","priority":10,"match":{"source":{"name":"gateway"}},
                  "actions":[{"action":"abort","probability":1,"return_code":503,"tags":["v1"]}]}]}""");
    }

    @Test
    void takesThePriorityThatIsGiven() {
        desk.type("action-add", "--destination=reviews", "--cookie=a=b", "--action=v1(1->delay=.5)", "--priority", "3");

        desk.assertChanged("PUT /v1/rules/actions/reviews", """
                {"rules":[{"destination":"reviews","priority":3,"match":{"headers":{"Cookie":".*?a=b"}},
                  "actions":[{"action":"delay","probability":1,"duration":0.5,"tags":["v1"]}]}]}""");
    }

    @Test
    void takesTheLongestDelayThatSidecarsTake() {
        desk.type("action-add", "--destination=reviews", "--cookie=a=b", "--action=v1(1->delay=600)");

        assertThat(desk.controller().calls().get(1).body()).contains("\"duration\":600");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    --action=v1(1->delay=7) --source=a;        4; You must specify --destination, and at least one --source, --header, or --cookie parameter
                    --action=v1(1->delay=7) --destination=a;   4; You must specify --destination, and at least one --source, --header, or --cookie parameter
                    --destination=a --source=b;                5; You must specify at least one --action parameter
                    --destination=a --source=b --action=v1;    6; Invalid --action value: v1
                    --destination=a --source=b --action=v1(7); 6; Invalid --action value: v1(7)
                    --destination=a --source=b --action=v1(x->delay=7);     6; Invalid --action value: v1(x->delay=7)
                    --destination=a --source=b --action=v1(1.5->delay=7);   6; Invalid --action value: v1(1.5->delay=7)
                    --destination=a --source=b --action=v1(1->delay=0);     6; Invalid --action value: v1(1->delay=0)
                    --destination=a --source=b --action=v1(1->delay=600.5); 6; Invalid --action value: v1(1->delay=600.5) (expected: a delay of at most 600 seconds)
                    --destination=a --source=b --action=v1(1->abort=5.5);   6; Invalid --action value: v1(1->abort=5.5)
                    --destination=a --source=b --action=v1(1->abort=600);   6; Invalid --action value: v1(1->abort=600)
                    --destination=a --source=b --action=v1(1->explode=7);   7; Invalid --action type: v1(1->explode=7)
                    --destination=a --header=b --action=v1(1->delay=7);     8; Invalid --header value: b
                    --destination=a --cookie=a=b --cookie=c=d --action=v1(1->delay=7); 8; Several patterns for the header Cookie
                    --destination=a --cookie=a=b --header=cookie:d --action=v1(1->delay=7); 8; Several patterns for the header Cookie
                    """)
    void refusesWhatMakesNoSense(String options, int code, String error) {
        Said said = desk.type(("action-add " + options).split(" "));

        assertThat(said.error()).isEqualTo(error + "\n");
        assertThat(said.code()).isEqualTo(code);
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void clearsTheRulesOfOneServiceAlone() {
        Said said = desk.type("action-clear", "ratings");

        assertThat(said.out()).isEqualTo("Cleared action rules for microservice ratings\n");
        assertThat(said.code()).isZero();
        assertThat(desk.controller().calls()).hasSize(1);
        desk.assertChanged("DELETE /v1/rules/actions/ratings", "");
    }
}
