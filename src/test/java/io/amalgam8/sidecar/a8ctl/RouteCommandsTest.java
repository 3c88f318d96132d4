package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.FakeServer.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RouteCommandsTest {

    private static final String RULES = """
            {"services":{
              "reviews":[
                {"id":"1","priority":1,"destination":"reviews",
                  "route":{"backends":[{"tags":["v4"],"weight":0.25},{"tags":["v1"]}]}},
                {"id":"2","priority":3,"destination":"reviews","match":{"headers":{"Cookie":".*?user=Alice"}},
                  "route":{"backends":[{"tags":["v2"]}]}},
                {"id":"3","priority":2,"destination":"reviews",
                  "match":{"source":{"name":"gateway","tags":["v1","x"]}},
                  "route":{"backends":[{"tags":["v3","x"],"weight":0.5},{"name":"old","tags":["v0"]}]}}],
              "ratings":[{"id":"4","destination":"ratings","route":{"backends":[{"name":"ratings"}]}}],
              "only":[{"id":"5","destination":"only","match":{"headers":{"A":"b"}},
                "route":{"backends":[{"tags":["v1"]}]}}]}}""";

    private final Desk desk = new Desk();

    @BeforeEach
    void serve() {
        desk.holds(Map.of("/v1/rules/routes", RULES)).registers(Map.of("reviews", "", "details", ""));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void listsTheRoutesOfEachServiceAndTheServicesWithout() {
        Said said = desk.type("route-list");

        assertThat(said.error()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(said.out()).isEqualTo("""
                +---------+-----------------+------------------------------------------------------------------------------------------------------+
                | Service | Default Version | Version Selectors                                                                                    |
                +---------+-----------------+------------------------------------------------------------------------------------------------------+
                | details |                 |                                                                                                      |
                | only    |                 | v1(header="A:b")                                                                                     |
                | ratings | -untagged-      |                                                                                                      |
                | reviews | v1              | v2(user="Alice"), v3,x(source=gateway:v1,x,weight=0.5), old:v0(source=gateway:v1,x), v4(weight=0.25) |
                +---------+-----------------+------------------------------------------------------------------------------------------------------+
                """);
    }

    @Test
    void listsThemAsJson() {
        assertThat(desk.type("route-list", "--json").out()).startsWith("""
                [
                  {
                    "service": "details"
                  },
                  {
                    "service": "only",
                    "default": null,
                    "selectors": [
                      "v1(header=\\"A:b\\")"
                    ]
                  },
                  {
                    "service": "ratings",
                    "default": "-untagged-"
                  },
                  {
                    "service": "reviews",
                    "default": "v1",
                    "selectors": [
                      "v2(user=\\"Alice\\")",
                """);
    }

    @Test
    void setsThreeRulesForTwoUsersOfWhomTheLastGivenIsTheLowest() {
        Said said = desk.type(
                "route-set",
                "reviews",
                "--default",
                "v1",
                "--selector",
                "v2(user=\"Alice\")",
                "--selector",
                "v3(user=\"Bob\")");

        assertThat(said.out()).isEqualTo("Set routing rules for microservice reviews\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("PUT /v1/rules/routes/reviews", """
                {"rules":[
                  {"destination":"reviews","priority":3,"match":{"headers":{"Cookie":".*?user=Alice"}},
                    "route":{"backends":[{"tags":["v2"]}]}},
                  {"destination":"reviews","priority":2,"match":{"headers":{"Cookie":".*?user=Bob"}},
                    "route":{"backends":[{"tags":["v3"]}]}},
                  {"destination":"reviews","priority":1,"route":{"backends":[{"tags":["v1"]}]}}]}""");
    }

    @Test
    void setsWeightsInTheirOrderAndTheDefaultLast() {
        desk.type(
                "route-set",
                "reviews",
                "--selector=v2(weight=0.25)",
                "--selector=v3,blue(header=\"Foo:a:b(c)\")",
                "--selector=v4(weight = .5)",
                "--default=v1,x");

        desk.assertChanged("PUT /v1/rules/routes/reviews", """
                {"rules":[
                  {"destination":"reviews","priority":2,"match":{"headers":{"Foo":"a:b(c)"}},
                    "route":{"backends":[{"tags":["v3,blue"]}]}},
                  {"destination":"reviews","priority":1,"route":{"backends":[
                    {"tags":["v2"],"weight":0.25},{"tags":["v4"],"weight":0.5},{"tags":["v1,x"]}]}}]}""");
    }

    @Test
    void setsThemForOneSourceAboveADefaultForAll() {
        desk.type(
                "route-set",
                "reviews",
                "--default=v1",
                "--source=productpage:v1,blue",
                "--selector=v2(user=Bob)",
                "--selector=v3(weight=0.5)");

        desk.assertChanged("PUT /v1/rules/routes/reviews", """
                {"rules":[
                  {"destination":"reviews","priority":3,
                    "match":{"headers":{"Cookie":".*?user=Bob"},"source":{"name":"productpage","tags":["v1","blue"]}},
                    "route":{"backends":[{"tags":["v2"]}]}},
                  {"destination":"reviews","priority":2,"match":{"source":{"name":"productpage","tags":["v1","blue"]}},
                    "route":{"backends":[{"tags":["v3"],"weight":0.5},{"tags":["v1"]}]}},
                  {"destination":"reviews","priority":1,"route":{"backends":[{"tags":["v1"]}]}}]}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    route-set reviews;                                     4; You must specify --default
                    route-set reviews --default v1 --selector v2;          5; Invalid --selector value: v2
                    route-set reviews --default v1 --selector v2(weight=2);5; Invalid --selector value: v2(weight=2)
                    route-set reviews --default v1 --selector v2(bogus=1); 6; Unrecognized --selector key (bogus) in selector: v2(bogus=1)
                    """)
    void refusesWhatMakesNoSense(String line, int code, String error) {
        Said said = desk.type(line.split(" "));

        assertThat(said.error()).isEqualTo(error + "\n");
        assertThat(said.code()).isEqualTo(code);
        assertThat(said.out()).isEmpty();
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void deletesTheRulesOfOneService() {
        Said said = desk.type("route-delete", "a b/c");

        assertThat(said.out()).isEqualTo("Deleted routing rules for microservice a b/c\n");
        desk.assertChanged("DELETE /v1/rules/routes/a%20b%2Fc", "");
    }

    @Test
    void neverDeletesForAnEmptyName() {
        assertThat(desk.type("route-delete", "").code()).isEqualTo(64);
        assertThat(desk.type("route-delete").code()).isEqualTo(64);
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void endsWith3AndShowsTheAnswerWhereTheControllerRefuses() {
        desk.controller().always(Reply.of(400, "{\"error\":\"error_invalid_rule\",\"description\":\"why\"}"));

        Said said = desk.type("route-set", "reviews", "--default", "v1");

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.out()).isEmpty();
        assertThat(said.error())
                .isEqualTo("PUT " + desk.controller().url() + "/v1/rules/routes/reviews answered 400\n"
                        + "{\"error\":\"error_invalid_rule\",\"description\":\"why\"}\n");
    }
}
