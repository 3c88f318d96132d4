package io.amalgam8.sidecar.recipe;

import static io.amalgam8.sidecar.recipe.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a topology and its scenarios to action rules. */
final class RecipeTest {

    private static final String TOPOLOGY = """
            {"services":[{"name":"gateway"},{"name":"productpage:v1"},{"name":"reviews:v2"},{"name":"ratings:v1"}],
             "dependencies":{"gateway":["productpage:v1"],"productpage:v1":["reviews:v2"],"reviews:v2":["ratings:v1"]}}""";

    private static final String TRACE = "{\"action\":\"trace\",\"log_key\":\"gremlin_recipe_id\",\"log_value\":\"id\"";

    @Test
    void delaysOneEdgeAndTracesTheOthers() throws InvalidRecipeException {
        assertThat(rules("""
                        {"gremlins":[{"scenario":"delay_requests","source":"reviews:v2","dest":"ratings:v1",
                          "delaytime":"7s"}]}"""))
                .containsExactlyInAnyOrder(
                        rule("ratings", "\"name\":\"reviews\",\"tags\":[\"v2\"]", TRACE + """
                                ,"tags":["v1"]},{"action":"delay","probability":1,"duration":7.0,"tags":["v1"]}"""),
                        rule("reviews", "\"name\":\"productpage\",\"tags\":[\"v1\"]", TRACE + ",\"tags\":[\"v2\"]}"),
                        rule("productpage", "\"name\":\"gateway\"", TRACE + ",\"tags\":[\"v1\"]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    "scenario":"delay_requests";                          "action":"delay","probability":1,"duration":1.0
                    "scenario":"delay_requests","delaytime":"500ms","delayprobability":0.5; "action":"delay","probability":0.5,"duration":0.5
                    "scenario":"delay_requests","delaytime":"10m";        "action":"delay","probability":1,"duration":600.0
                    "scenario":"abort_requests";                          "action":"abort","probability":1,"return_code":-1
                    "scenario":"abort_requests","errorcode":503,"abortprobability":0.25; "action":"abort","probability":0.25,"return_code":503
                    "scenario":"crash_service";                           "action":"abort","probability":1,"return_code":-1
                    "scenario":"crash_service","errorcode":500;           "action":"abort","probability":1,"return_code":500
                    "scenario":"overload_service"; "action":"delay","probability":0.5,"duration":10.0 & "action":"abort","probability":0.5,"return_code":503
                    "scenario":"overload_service","delaytime":"1s","delayprobability":1,"abortprobability":0.1,"errorcode":429; "action":"delay","probability":1,"duration":1.0 & "action":"abort","probability":0.1,"return_code":429
                    """)
    void makesAServiceFailForAllWhoCallIt(String scenario, String actions) throws InvalidRecipeException {
        String tagged = ",\"tags\":[\"v1\"]}";
        String faults = "{" + actions.replace(" & ", tagged + ",{") + tagged;

        assertThat(rules("[{" + scenario + ",\"dest\":\"ratings:v1\"}]"))
                .contains(rule("ratings", "\"name\":\"reviews\",\"tags\":[\"v2\"]", TRACE + tagged + "," + faults))
                .hasSize(3);
    }

    @Test
    void makesAllFailWhomAServiceCalls() throws InvalidRecipeException {
        assertThat(rules("[{\"scenario\":\"abort_requests\",\"source\":\"gateway\",\"errorcode\":503}]"))
                .contains(rule("productpage", "\"name\":\"gateway\"", TRACE + """
                        ,"tags":["v1"]},{"action":"abort","probability":1,"return_code":503,"tags":["v1"]}"""));
    }

    @Test
    void partsTwoServicesInBothDirections() throws InvalidRecipeException {
        List<ObjectNode> rules = rules("""
                [{"scenario":"partition_services","source":"gateway","dest":"productpage:v1","dstprobability":0.5}]""");

        assertThat(rules)
                .hasSize(4)
                .contains(
                        rule("productpage", "\"name\":\"gateway\"", TRACE + """
                                ,"tags":["v1"]},{"action":"abort","probability":1,"return_code":-1,"tags":["v1"]}"""),
                        rule("gateway", "\"name\":\"productpage\",\"tags\":[\"v1\"]", TRACE + """
                                },{"action":"abort","probability":0.5,"return_code":-1}"""));
    }

    @Test
    void givesAllVersionsThatOneCallerCallsASingleRuleSinceOnlyTheFirstWouldCount() throws InvalidRecipeException {
        List<ObjectNode> rules = Recipe.parse(
                        "id",
                        "X-Request-ID",
                        ".*",
                        json("{\"dependencies\":{\"a\":[\"b:v1\",\"b:v2\"],\"a:v9\":[\"b:v1\"]}}"),
                        json("[{\"scenario\":\"delay_requests\",\"source\":\"a\",\"dest\":\"b:v2\"}]"))
                .rules();

        assertThat(rules)
                .containsExactly(
                        rule("b", 10, "\"name\":\"a\"", TRACE + ",\"tags\":[\"v1\"]}," + TRACE + """
                                ,"tags":["v2"]},{"action":"delay","probability":1,"duration":1.0,"tags":["v2"]}"""),
                        rule("b", 11, "\"name\":\"a\",\"tags\":[\"v9\"]", TRACE + ",\"tags\":[\"v1\"]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    {"a":["b"]};                             10
                    {"a:v1":["b"],"a:v2":["b"]};             10 10
                    {"a":["b"],"a:v1":["c"],"c:v1":["b"]};   10 10 10
                    {"a:v1":["b"],"a":["b"],"a:v2":["b"]};   11 10 11
                    {"a":["b"],"a:x,y,z":["b:v1","b:v2"]};   10 11
                    {"a:x,y":["b"],"a":["b"],"a:x":["b"]};   12 10 11
                    """)
    void givesEveryRuleTheSamePriorityButWhereACallerIsPartOfAnother(String dependencies, String priorities)
            throws InvalidRecipeException {
        List<ObjectNode> rules = Recipe.parse(
                        "id", "X", ".*", json("{\"dependencies\":" + dependencies + "}"), json("[]"))
                .rules();

        assertThat(rules.stream().map(rule -> rule.path("priority").asText()))
                .containsExactly(priorities.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    {};                                      gremlins: no such list (expected: {"gremlins": [{…}, …]})
                    [1];                                     the list[0]: no object (expected: an object)
                    [{}];                                    the list[0].scenario: missing (expected: a text)
                    {"gremlins":[{"scenario":"boom"}]};      gremlins[0].scenario: "boom" (expected: delay_requests, abort_requests, overload_service, crash_service or partition_services)
                    [{"scenario":"crash_service"}];          the list[0].dest: missing (expected: a text)
                    [{"scenario":"delay_requests"}];         the list[0].dest: missing (expected: a text)
                    [{"scenario":"crash_service","dest":"ratings"}]; the list[0].dest: "ratings" (expected: a service of the topology)
                    [{"scenario":"crash_service","dest":"gateway"}]; the list[0]: nobody calls there (expected: services that the topology connects)
                    [{"scenario":"delay_requests","source":"gateway","dest":"ratings:v1"}]; the list[0]: gateway -> ratings:v1 is not in the topology (expected: services that the topology connects)
                    [{"scenario":"partition_services","source":"gateway","dest":"ratings:v1"}]; the list[0]: gateway -> ratings:v1 is not in the topology (expected: services that the topology connects)
                    [{"scenario":"partition_services","source":"gateway"}]; the list[0].dest: missing (expected: a text)
                    [{"scenario":"delay_requests","dest":"ratings:v1","delaytime":"7"}]; the list[0].delaytime: "7" (expected: such as 7s or 500ms)
                    [{"scenario":"delay_requests","dest":"ratings:v1","delaytime":"0s"}]; the list[0].delaytime: "0s" (expected: longer than nothing)
                    [{"scenario":"delay_requests","dest":"ratings:v1","delayprobability":2}]; the list[0].delayprobability: 2 (expected: above 0 and at most 1)
                    [{"scenario":"abort_requests","dest":"ratings:v1","errorcode":600}]; the list[0].errorcode: 600 (expected: -5..599)
                    [{"scenario":"abort_requests","dest":"ratings:v1","errorcode":18446744073709552119}]; the list[0].errorcode: 18446744073709552119 (expected: -5..599)
                    [{"scenario":"partition_services","source":"gateway","dest":":v1"}]; the list[0].dest: ":v1" (expected: a service)
                    [{"scenario":"abort_requests","source":["gateway"],"dest":"ratings:v1"}]; the list[0].source: ["gateway"] (expected: a service)
                    [{"scenario":"abort_requests","source":{},"dest":"ratings:v1"}]; the list[0].source: {} (expected: a service)
                    [{"scenario":"abort_requests","source":":v1","dest":"ratings:v1"}]; the list[0].source: ":v1" (expected: a service)
                    [{"scenario":"abort_requests","source":null,"dest":"ratings:v1"}]; the list[0].source: null (expected: a service)
                    [{"scenario":"abort_requests","source":"gateway","dest":7}]; the list[0].dest: 7 (expected: a service)
                    [{"scenario":"delay_requests","dest":"ratings:v1","delaytime":["7s"]}]; the list[0].delaytime: ["7s"] (expected: such as 7s or 500ms)
                    [{"scenario":"delay_requests","dest":"ratings:v1","delaytime":"601s"}]; the list[0].delaytime: "601s" (expected: at most 600 seconds)
                    [{"scenario":"overload_service","dest":"ratings:v1","delaytime":"11m"}]; the list[0].delaytime: "11m" (expected: at most 600 seconds)
                    """)
    void refusesScenariosThatMakeNoSense(String scenarios, String problem) {
        assertThatExceptionOfType(InvalidRecipeException.class)
                .isThrownBy(() -> rules(scenarios))
                .withMessage(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    {"services":[]};              dependencies: missing (expected: {"caller": ["called", …], …})
                    {"dependencies":{"a":"b"}};   dependencies.a: no list (expected: a list of services)
                    {"services":[{}],"dependencies":{}}; services[0].name: missing (expected: a text)
                    {"services":[{"name":7}],"dependencies":{}}; services[0].name: 7 (expected: a text)
                    {"services":[{"name":null}],"dependencies":{}}; services[0].name: null (expected: a text)
                    {"services":[{"name":":v1"}],"dependencies":{}}; services[0].name: ":v1" (expected: a service)
                    {"dependencies":{"a":["b",""]}};   dependencies.a[1]: "" (expected: a service)
                    {"dependencies":{"a":[" "]}};      dependencies.a[0]: " " (expected: a service)
                    {"dependencies":{"a":[7]}};        dependencies.a[0]: 7 (expected: a service)
                    {"dependencies":{"a":[null]}};     dependencies.a[0]: null (expected: a service)
                    {"dependencies":{"a":[":v1"]}};    dependencies.a[0]: ":v1" (expected: a service)
                    {"dependencies":{"a":[["b"]]}};    dependencies.a[0]: ["b"] (expected: a service)
                    {"dependencies":{":v1":["b"]}};    dependencies: ":v1" (expected: a service)
                    {"dependencies":{"":["b"]}};       dependencies: "" (expected: a service)
                    {"dependencies":{":v1":[]}};       dependencies: ":v1" (expected: a service)
                    """)
    void refusesTopologiesThatMakeNoSense(String topology, String problem) {
        assertThatExceptionOfType(InvalidRecipeException.class)
                .isThrownBy(() -> Recipe.parse("id", "X", ".*", json(topology), json("[]")))
                .withMessage(problem);
    }

    private static List<ObjectNode> rules(String scenarios) throws InvalidRecipeException {
        return Recipe.parse("id", "X-Request-ID", ".*", json(TOPOLOGY), json(scenarios))
                .rules();
    }

    private static ObjectNode rule(String destination, String source, String actions) {
        return rule(destination, 10, source, actions);
    }

    private static ObjectNode rule(String destination, int priority, String source, String actions) {
        return (ObjectNode) json("""
                {"destination":"%s","tags":["id"],"priority":%d,
                 "match":{"source":{%s},"headers":{"X-Request-ID":".*"}},"actions":[%s]}""".formatted(destination, priority, source, actions));
    }
}
