package io.amalgam8.sidecar.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Source;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesJsonTest {

    private static final String ROUTE = "\"route\":{\"backends\":[{\"tags\":[\"v1\"]}]}";

    @Test
    void readsWhatTheOriginalControllerLists() {
        RuleSet rules = read("""
                {"rules":[
                {"id":"64f6c42a","priority":2,"tags":["t1","t2"],"destination":"reviews",
                 "match":{"source":{"name":"productpage","tags":["v1"]},"headers":{"Cookie":".*?user=jason"}},
                 "route":{"backends":[{"name":"reviews","tags":["v2"],"weight":0.25,"timeout":1.5,"retries":2},
                                      {"tags":["v3"]}]}},
                {"id":"88a6bd5c","priority":10,"tags":["t1"],"destination":"ratings",
                 "actions":[{"action":"delay","probability":1,"tags":["v1"],"duration":7},
                            {"action":"abort","return_code":503},
                            {"action":"trace","tags":["v1"],"log_key":"gremlin_recipe_id","log_value":"x"}]}],
                "revision":1}""");

        assertThat(rules.refused()).isEmpty();
        assertThat(rules.revision()).isEqualTo(1);
        assertThat(rules.rules())
                .containsExactly(
                        new Rule(
                                "64f6c42a",
                                2,
                                "reviews",
                                List.of("t1", "t2"),
                                new Match(
                                        new Condition(
                                                Optional.of(new Source(Optional.of("productpage"), Tags.of("v1"))),
                                                Map.of("Cookie", ".*?user=jason")),
                                        List.of(),
                                        List.of(),
                                        List.of()),
                                new Route(
                                        List.of(
                                                new Backend(
                                                        Optional.of("reviews"),
                                                        Tags.of("v2"),
                                                        OptionalDouble.of(0.25),
                                                        Optional.of(Duration.ofMillis(1500)),
                                                        OptionalInt.of(2),
                                                        List.of(),
                                                        Optional.empty(),
                                                        Optional.empty()),
                                                backend(Tags.of("v3"))),
                                        Optional.empty(),
                                        OptionalInt.empty(),
                                        Optional.empty())),
                        new Rule(
                                "88a6bd5c",
                                10,
                                "ratings",
                                List.of("t1"),
                                Match.ALWAYS,
                                new Actions(List.of(
                                        new Actions.Delay(Duration.ofSeconds(7), 1, Tags.of("v1")),
                                        new Actions.Abort(503, 1, Tags.NONE),
                                        new Actions.Trace("gremlin_recipe_id", "x", Tags.of("v1"))))));
    }

    @Test
    void readsTheNewerDialect() {
        Rule rule = one("""
                {"destination":"x","bogus":{"deep":[1]},"route":{"http_req_timeout":3,"http_req_retries":2,
                 "uri":{"path":"/a","prefix":"/p","prefix_rewrite":"/q"},
                 "backends":[{"name":"y","host":"h.example","lb_type":"least_request","bogus":1,
                   "resilience":{"max_connections":10,"max_pending_requests":0,"max_requests":5,
                     "sleep_window":0.5,"consecutive_errors":7,"detection_interval":2,
                     "max_requests_per_connection":1},"failover":[{"name":"b","tags":["c"]}]}]}}""");

        assertThat(rule.priority()).isZero();
        assertThat(rule.effect())
                .isEqualTo(new Route(
                        List.of(new Backend(
                                Optional.of("y"),
                                Tags.NONE,
                                OptionalDouble.empty(),
                                Optional.empty(),
                                OptionalInt.empty(),
                                List.of(new Backend.Failover(Optional.of("b"), Tags.of("c"))),
                                Optional.of("h.example"),
                                Optional.of("least_request"),
                                new Resilience(
                                        OptionalInt.of(10),
                                        OptionalInt.of(0),
                                        OptionalInt.of(5),
                                        Optional.of(Duration.ofMillis(500)),
                                        OptionalInt.of(7),
                                        Optional.of(Duration.ofSeconds(2)),
                                        OptionalInt.of(1)),
                                Optional.empty())),
                        Optional.of(Duration.ofSeconds(3)),
                        OptionalInt.of(2),
                        Optional.of(new Route.UriRewrite("/a", "/p", Optional.of("/q")))));
    }

    @Test
    void readsEveryListOfConditions() {
        Match match = one("{\"destination\":\"x\"," + ROUTE
                        + ",\"match\":{\"all\":[{\"source\":{\"name\":\"a\"}},{\"headers\":{\"X\":\"y\"}}],"
                        + "\"any\":[{\"headers\":{\"Z\":\"w\"}}],\"none\":[{\"source\":{\"tags\":[\"v3\"]}}]}}")
                .match();

        assertThat(match.all()).hasSize(2);
        assertThat(match.any()).containsExactly(new Condition(Optional.empty(), Map.of("Z", "w")));
        assertThat(match.none())
                .containsExactly(new Condition(Optional.of(new Source(Optional.empty(), Tags.of("v3"))), Map.of()));
    }

    @Test
    void splitsTagsAtCommas() {
        Rule rule = one("{\"destination\":\"x\",\"route\":{\"backends\":[{\"tags\":[\"v1,blue\"]}]}}");

        assertThat(((Route) rule.effect()).backends().get(0).tags()).isEqualTo(Tags.of("v1", "blue"));
    }

    @Test
    void takesNullForAbsent() {
        Rule rule = one("{\"id\":null,\"priority\":null,\"tags\":null,\"match\":null,\"actions\":null,"
                + "\"destination\":\"x\",\"route\":{\"uri\":null,\"backends\":[{\"weight\":null,\"failover\":null}]}}");

        assertThat(rule.match()).isEqualTo(Match.ALWAYS);
        assertThat(rule.labels()).isEmpty();
    }

    @Test
    void takesASourceThatSaysNothingForNone() {
        assertThat(one("{\"destination\":\"x\"," + ROUTE + ",\"match\":{\"source\":{}}}")
                        .match())
                .isEqualTo(Match.ALWAYS);
    }

    @Test
    void givesARuleWithoutIdOneByItsContent() {
        String rule = "{\"destination\":\"x\"," + ROUTE + "}";

        assertThat(one(rule).id()).isNotEmpty().isEqualTo(one(rule).id());
        assertThat(one(rule).id())
                .isNotEqualTo(one("{\"destination\":\"y\"," + ROUTE + "}").id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | rule: 7 (expected: an object)",
                "{\"destination\":\"x\"} | rule: neither (expected: exactly one of route and actions)",
                "{\"destination\":\"x\",\"route\":{},\"actions\":[]} | rule: both (expected: exactly one of route and actions)",
                "{\"destination\":\"\",\"route\":{}} | destination: \"\" (expected: a service's name)",
                "{\"route\":{}} | destination: missing (expected: a service's name)",
                "{\"destination\":7,\"route\":{}} | destination: 7 (expected: a text)",
                "{\"destination\":\"x\",\"priority\":\"1\"} | priority: \"1\" (expected: an integer, -2147483648..2147483647)",
                "{\"destination\":\"x\",\"priority\":1.5} | priority: 1.5 (expected: an integer, -2147483648..2147483647)",
                "{\"destination\":\"x\",\"priority\":99999999999} | priority: 99999999999 (expected: an integer, -2147483648..2147483647)",
                "{\"destination\":\"x\",\"tags\":\"t\"} | tags: \"t\" (expected: a list)",
                "{\"destination\":\"x\",\"match\":[]} | match: [] (expected: an object)",
                "{\"destination\":\"x\",\"match\":{\"headers\":{\"A\":1}}} | match.headers.A: 1 (expected: a text)",
                "{\"destination\":\"x\",\"match\":{\"any\":[{},7]}} | match.any[1]: 7 (expected: an object)",
                "{\"destination\":\"x\",\"match\":{\"source\":\"a\"}} | match.source: \"a\" (expected: an object)",
                "{\"destination\":\"x\",\"route\":{}} | route.backends: missing (expected: at least one backend)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[]}} | route.backends: [] (expected: at least one backend)",
                "{\"destination\":\"x\",\"route\":[]} | route: [] (expected: an object)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"weight\":0}]}} | route.backends[0].weight: 0 (expected: above 0 to 1)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{},{\"weight\":1.1}]}} | route.backends[1].weight: 1.1 (expected: above 0 to 1)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"weight\":\"1\"}]}} | route.backends[0].weight: \"1\" (expected: above 0 to 1)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"timeout\":0}]}} | route.backends[0].timeout: 0 (expected: above 0 to 86400 seconds)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"timeout\":1e999}]}} | route.backends[0].timeout:",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"retries\":-1}]}} | route.backends[0].retries: -1 (expected: an integer, 0..1000)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"tags\":[1]}]}} | route.backends[0].tags[0]: 1 (expected: a text)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"failover\":[{}]}]}} | route.backends[0].failover[0]: {} (expected: a name or tags)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"lb_type\":\"x\"}]}} | route.backends[0].lb_type: \"x\" (expected: round_robin",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"resilience\":7}]}} | route.backends[0].resilience: 7 (expected: an object)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"resilience\":{\"max_connections\":0}}]}} | route.backends[0].resilience.max_connections: 0 (expected: an integer, 1..2147483647)",
                "{\"destination\":\"x\",\"route\":{\"backends\":[{\"resilience\":{\"sleep_window\":0}}]}} | route.backends[0].resilience.sleep_window: 0 (expected: above 0 to 86400 seconds)",
                "{\"destination\":\"x\",\"actions\":[]} | actions: [] (expected: at least one action)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"modify\"}]} | actions[0].action: \"modify\" (expected: delay, abort or trace)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"delay\"}]} | actions[0].duration: missing (expected: a number of seconds)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"delay\",\"duration\":-1}]} | actions[0].duration: -1 (expected: above 0 to 600 seconds)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"delay\",\"duration\":3600}]} | actions[0].duration: 3600 (expected: above 0 to 600 seconds)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"abort\"}]} | actions[0].return_code: missing (expected: an integer, -5..599)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"abort\",\"return_code\":999}]} | actions[0].return_code: 999 (expected: an integer, -5..599)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"abort\",\"return_code\":503.5}]} | actions[0].return_code: 503.5 (expected: an integer, -5..599)",
                "{\"destination\":\"x\",\"actions\":[{\"action\":\"abort\",\"return_code\":503,\"probability\":1.5}]} | actions[0].probability: 1.5 (expected: 0 to 1)",
            })
    void refusesOneRuleWithTheWayToWhatIsWrongAndKeepsTheOthers(String rule, String reason) {
        RuleSet rules = read("{\"rules\":[{\"id\":\"good\",\"destination\":\"x\"," + ROUTE + "}," + rule + "]}");

        assertThat(rules.rules()).extracting(Rule::id).containsExactly("good");
        assertThat(rules.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith(reason));
    }

    @Test
    void namesTheRefusedRuleAndItsDestination() {
        RuleSet rules = read("{\"rules\":[{\"id\":\"r1\",\"destination\":\"reviews\"}]}");

        assertThat(rules.refused()).extracting(LeftOut::id, LeftOut::subject).containsExactly(tuple("r1", "reviews"));
    }

    @Test
    void refusesTheSecondOfTwoRulesWithOneId() {
        String rule = "{\"id\":\"a\",\"destination\":\"x\"," + ROUTE + "}";
        RuleSet rules = read("{\"rules\":[" + rule + "," + rule + "]}");

        assertThat(rules.rules()).hasSize(1);
        assertThat(rules.refused())
                .extracting(LeftOut::reason)
                .containsExactly("id: \"a\" (expected: one that no earlier rule bears)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rules\":[],\"revision\":7}              | 7",
                "{\"revision\":-1,\"rules\":null}           | -1",
                "{\"rules\":[]}                             | 0",
                "{\"rules\":[],\"revision\":\"x\"}          | 0",
                "{\"rules\":[],\"revision\":{\"a\":[1]}}    | 0",
                "{\"rules\":[],\"revision\":99999999999999999999999} | 0",
            })
    void showsTheRevisionWhereThereIsOne(String document, long revision) {
        assertThat(read(document)).isEqualTo(new RuleSet(List.of(), List.of(), revision));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "<html>",
                "{}",
                "{\"rules\":{}}",
                "{\"rules\":[{]}",
                "{\"rules\":[{\"id\":\"a\"",
                "{\"rules\":[]}[]",
                "{\"services\":{}}",
            })
    void refusesAsAWholeWhatIsNoListOfRules(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(UnreadableDocumentException.class);
    }

    @Test
    void writesOfResilienceWhatWasGiven() {
        String rule = "{\"id\":\"a\",\"priority\":0,\"destination\":\"x\",\"route\":{\"backends\":["
                + "{\"lb_type\":\"ring_hash\",\"resilience\":{\"max_connections\":3,\"sleep_window\":1.5}}]}}";

        assertThat(RulesJson.write(one(rule))).hasToString(rule);
    }

    @Test
    void writesARuleAsTheControllerDoes() {
        String rule = "{\"id\":\"a\",\"priority\":2,\"tags\":[\"t1\"],\"destination\":\"reviews\","
                + "\"match\":{\"source\":{\"name\":\"productpage\",\"tags\":[\"v1\"]},"
                + "\"headers\":{\"Cookie\":\".*?user=jason\"}},"
                + "\"route\":{\"backends\":[{\"name\":\"reviews\",\"tags\":[\"v2\"],\"weight\":0.25,\"timeout\":1.5,"
                + "\"retries\":2},{\"tags\":[\"v3\"]}]}}";

        assertThat(RulesJson.write(one(rule))).hasToString(rule);
    }

    private static Backend backend(Tags tags) {
        return new Backend(
                Optional.empty(),
                tags,
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Rule one(String rule) {
        RuleSet rules = read("{\"rules\":[" + rule + "]}");
        assertThat(rules.refused()).isEmpty();
        return rules.rules().get(0);
    }

    private static RuleSet read(String document) {
        return RulesJson.read(document.getBytes(UTF_8));
    }
}
