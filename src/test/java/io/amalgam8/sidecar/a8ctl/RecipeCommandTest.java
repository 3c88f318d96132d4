package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Call;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecipeCommandTest {

    private static final String TOPOLOGY =
            "{\"services\":[{\"name\":\"gateway\"}],\"dependencies\":{\"gateway\":[\"reviews:v2\"]}}";
    private static final String SCENARIOS = """
            {"gremlins":[{"scenario":"delay_requests","source":"gateway","dest":"reviews:v2","delaytime":"7s"}]}""";
    private static final String CHECKS = """
            {"checks":[
              {"name":"bounded_response_time","source":"gateway","dest":"reviews:v2","max_latency":"100ms"},
              {"name":"http_status","source":"gateway","dest":"reviews","status":[200,302]}]}""";
    private static final String LINE = """
            {"src":"gateway","dst":"reviews:v2","status":"200","timestamp_in_ms":"10.500","request_time":"0.100",\
            "upstream_response_time":"0.050","request_id":"r","path":"/","gremlin_recipe_id":"RECIPE"}""";

    @TempDir
    private Path directory;

    private final Desk desk = new Desk();
    private final FakeServer logServer = FakeServer.start(desk.vertx());

    @BeforeEach
    void write() throws IOException {
        desk.holds(Map.of()).variable("A8_LOG_SERVER", "127.0.0.1:" + logServer.port());
        file("topology", TOPOLOGY);
        file("scenarios", SCENARIOS);
        file("checks", CHECKS);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void onlySetsTheRulesWhereNothingIsChecked() {
        Said said = desk.type("recipe-run", "--topology", path("topology"), "--scenarios", path("scenarios"));

        assertThat(said.error()).isEmpty();
        String id = recipe();
        assertThat(said.out())
                .isEqualTo("Set the rules of recipe " + id + " (rule-delete --tag " + id + " deletes them)\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("POST /v1/rules", """
                {"rules":[{"destination":"reviews","tags":["RECIPE"],"priority":10,
                  "match":{"source":{"name":"gateway"},"headers":{"X-Request-ID":".*"}},
                  "actions":[
                    {"action":"trace","log_key":"gremlin_recipe_id","log_value":"RECIPE","tags":["v2"]},
                    {"action":"delay","probability":1,"duration":7.0,"tags":["v2"]}]}]}""".replace("RECIPE", id));
    }

    @Test
    void takesTheHeaderAndThePattern() {
        desk.type(
                "recipe-run",
                "--topology=" + path("topology"),
                "--scenarios=" + path("scenarios"),
                "--header=Cookie",
                "--pattern=user=jason");

        assertThat(desk.controller().calls().get(0).body()).contains("{\"Cookie\":\".*?user=jason\"}");
    }

    @Test
    void findsNothingAtAPathThatNoFileCanHave() {
        String nowhere = "no\u0000where";

        assertThat(desk.type("recipe-run", "--topology", nowhere, "--scenarios", path("scenarios")))
                .isEqualTo(new Said(4, "", "Topology file no?where not found\n"));
        assertThat(desk.type("recipe-run", "--topology", path("topology"), "--scenarios", nowhere)
                        .code())
                .isEqualTo(4);
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void checksWhatElasticsearchHasAndTakesTheRulesAwayAgain() {
        logServer.answers(call -> Reply.ok("{\"hits\":{\"total\":2,\"hits\":[{\"_source\":" + line()
                + "},{\"_source\":{\"gremlin_recipe_id\":\"another\",\"src\":\"gateway\",\"dst\":\"reviews:v2\","
                + "\"status\":\"500\"}}]}}"));

        Said said = desk.input("\n").type(checking());

        String id = recipe();
        assertThat(said.error()).isEqualTo("""
                Inject test requests with HTTP header X-Request-ID matching the pattern .*
                When done, press Enter key to continue to validation phase
                """);
        assertThat(said.out()).isEqualTo("""
                +-----------------------+---------+-------------+--------+----------+
                | AssertionName         | Source  | Destination | Result | ErrorMsg |
                +-----------------------+---------+-------------+--------+----------+
                | bounded_response_time | gateway | reviews:v2  | PASS   |          |
                | http_status           | gateway | reviews     | PASS   |          |
                +-----------------------+---------+-------------+--------+----------+
                """);
        assertThat(said.code()).isZero();
        assertThat(logServer.calls()).hasSize(1);
        assertThat(logServer.calls().get(0)).returns("POST", Call::method).returns("/_search", Call::uri);
        assertThat(new JsonObject(logServer.calls().get(0).body()))
                .isEqualTo(new JsonObject(
                        "{\"size\":10000,\"query\":{\"match_phrase\":{\"gremlin_recipe_id\":\"" + id + "\"}}}"));
        assertThat(desk.controller().calls().get(1))
                .returns("DELETE", Call::method)
                .returns("/v1/rules?tag=" + id, Call::uri);
    }

    @Test
    void endsWith1WhereACheckFails() {
        logServer.answers(call -> Reply.ok("{\"hits\":{\"total\":{\"value\":20000},\"hits\":[{\"_source\":"
                + line().replace("\"200\"", "\"503\"") + "}]}}"));

        Said said = desk.input("").type(checking("--json"));

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.error()).endsWith("Only 10000 of 20000 log entries are checked\n");
        assertThat(said.out()).isEqualTo("""
                [
                  {
                    "name": "bounded_response_time",
                    "source": "gateway",
                    "dest": "reviews:v2",
                    "max_latency": "100ms",
                    "result": true,
                    "errormsg": ""
                  },
                  {
                    "name": "http_status",
                    "source": "gateway",
                    "dest": "reviews",
                    "status": [
                      200,
                      302
                    ],
                    "result": false,
                    "errormsg": "unexpected status 503"
                  }
                ]
                """);
    }

    @Test
    void saysThatMoreIsInTheLogWhereElasticsearchStopsCounting() {
        logServer.answers(
                call -> Reply.ok("{\"hits\":{\"total\":{\"value\":10000,\"relation\":\"gte\"},\"hits\":[{\"_source\":"
                        + line() + "}]}}"));

        assertThat(desk.input("").type(checking()).error())
                .endsWith("Only 10000 of 10000 or more log entries are checked\n");
    }

    @Test
    void readsTheSidecarsOwnLogsAndTheRotatedOnesBesideThem() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Path script = script("""
                echo noise
                for status in 200 302; do echo "$LINE" | sed "s/RECIPE/$A8_RECIPE_ID/; s/200/$status/" >> LOGS/a8_access.log; done
                echo "$LINE" | sed "s/RECIPE/$A8_RECIPE_ID/; s/200/500/" | gzip > LOGS/a8_access-20260102T030405.006Z.log.gz
                echo "not JSON $A8_RECIPE_ID" >> LOGS/a8_access.log
                echo "$LINE" >> LOGS/a8_access.log
                """.replace("LOGS", logs.toString()));

        Said said = desk.type(checking(
                "--run-load-script=" + script, "--settle=0s", "--logs=" + logs, "--logs=" + logs + "/a8_access.log"));

        assertThat(said.error()).isEmpty();
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .contains("| bounded_response_time | gateway | reviews:v2  | PASS   |                       |\n")
                .contains("| http_status           | gateway | reviews     | FAIL   | unexpected status 500 |\n");
        assertThat(logServer.calls()).isEmpty();
    }

    @Test
    void readsALogOnceThoughItIsNamedTwiceAndJustCompressed() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        file("checks", """
                {"checks":[{"name":"at_most_requests","source":"gateway","dest":"reviews","num_requests":1}]}""");
        Path script = script("""
                echo "$LINE" | sed "s/RECIPE/$A8_RECIPE_ID/" > LOGS/a8_access-20260102T030405.006Z.log
                gzip --keep LOGS/a8_access-20260102T030405.006Z.log
                """.replace("LOGS", logs.toString()));

        Said said = desk.type(checking(
                "--run-load-script=" + script,
                "--settle=0s",
                "--logs=" + logs,
                "--logs=" + logs + "/a8_access-20260102T030405.006Z.log"));

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).contains("| at_most_requests | gateway | reviews     | PASS   |");
    }

    @Test
    void readsALogOnceThoughItIsRenamedAndCompressedMeanwhile() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        file("checks", """
                {"checks":[{"name":"at_most_requests","source":"gateway","dest":"reviews","num_requests":1}]}""");
        // As they are seen one after another: the newest log, its later name, and what that has become.
        Path script = script("""
                cd LOGS
                echo "$LINE" | sed "s/RECIPE/$A8_RECIPE_ID/" > a8_access.log
                ln a8_access.log a8_access-20260102T030405.006Z.log
                gzip --stdout a8_access.log > a8_access-20260102T030405.006Z.log.gz
                """.replace("LOGS", logs.toString()));

        Said said = desk.type(checking(
                "--run-load-script=" + script,
                "--settle=0s",
                "--logs=" + logs + "/a8_access.log",
                "--logs=" + logs + "/a8_access-20260102T030405.006Z.log",
                "--logs=" + logs + "/a8_access-20260102T030405.006Z.log.gz"));

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).contains("| at_most_requests | gateway | reviews     | PASS   |");
    }

    @Test
    void readsALogOnceThoughItIsRenamedAndCompressedBeforeAnybodySawItsNewName() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        file("checks", """
                {"checks":[{"name":"at_most_requests","source":"gateway","dest":"reviews","num_requests":2}]}""");
        Path script = script("""
                cd LOGS
                for time in 10 20; do echo "$LINE" | sed "s/RECIPE/$A8_RECIPE_ID/; s/10.500/$time.500/"; done > a8_access.log
                gzip --stdout a8_access.log > a8_access-20260102T030405.006Z.log.gz
                """.replace("LOGS", logs.toString()));

        Said said = desk.type(checking("--run-load-script=" + script, "--settle=0s", "--logs=" + logs));

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).contains("| at_most_requests | gateway | reviews     | PASS   |");
    }

    @Test
    void readsThisMachinesLogsWhereTheUsualLogServerIsNotThere() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        Path script = script("echo \"$LINE\" | sed \"s/RECIPE/$A8_RECIPE_ID/\" > " + logs + "/a8_access.log");
        desk.variable("A8_LOG_SERVER", "").variable("A8_LOG_DIR", logs.toString());

        Said said = desk.type(checking("--run-load-script=" + script, "--settle=0s"));

        assertThat(said.error())
                .startsWith("Could not contact http://localhost:30200/_search: ")
                .endsWith("; reading the logs in " + logs + "\n");
        assertThat(said.code()).isZero();
    }

    @Test
    void endsWith2WhereTheLogServerThatWasNamedIsNotThereAndTakesTheRulesAway() {
        int port = logServer.port();
        logServer.close();

        Said said = desk.type(checking());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.error()).contains("Could not contact http://127.0.0.1:" + port + "/_search");
        assertThat(desk.controller().count("DELETE")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void endsWith69WhereTheLoadScriptFailsAndTakesTheRulesAway(int code) throws IOException {
        Path script = script("exit " + code);

        Said said = desk.type(checking("--run-load-script=" + script, "--settle=0s"));

        assertThat(said)
                .isEqualTo(
                        new Said(69, "", "--run-load-script: " + script + " ended with " + code + " (expected: 0)\n"));
        assertThat(desk.controller().count("DELETE")).isEqualTo(1);
        assertThat(logServer.calls()).isEmpty();
    }

    @Test
    void endsWith69WhereTheLoadScriptCannotBeStarted() {
        Said said = desk.type(checking("--run-load-script=" + directory + "/none", "--settle=0s"));

        assertThat(said)
                .isEqualTo(
                        new Said(69, "", "--run-load-script: " + directory + "/none ended with 127 (expected: 0)\n"));
    }

    @Test
    void saysThatRulesMayYetArriveWhereTheControllerHasNotAnswered() {
        desk.controller().answers(call -> call.method().equals("POST") ? Reply.cut("{}") : Reply.of(200, ""));

        Said said = desk.type(checking());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.error())
                .containsPattern("The rules of recipe (\\S+) may arrive yet: rule-delete --tag \\1 deletes them\n");
        assertThat(desk.controller().count("DELETE")).isEqualTo(1);
    }

    @Test
    void takesTheRulesAwayWhereTheirAnswerIsNoGood() {
        desk.controller().answers(call -> Reply.of(call.method().equals("POST") ? 502 : 200, "{}"));

        assertThat(desk.type(checking()).code()).isEqualTo(3);

        assertThat(desk.controller().count("DELETE")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    --topology T;                           4; You must specify --topology and --scenarios
                    --scenarios S;                          4; You must specify --topology and --scenarios
                    --topology none --scenarios S;          4; Topology file none not found
                    --topology T --scenarios none;          4; Failure scenarios file none not found
                    --topology T --scenarios S --checks none; 4; Checklist file none not found
                    --topology S --scenarios S;             5; dependencies: missing (expected: {"caller": ["called", …], …})
                    --topology T --scenarios T;             5; gremlins: no such list (expected: {"gremlins": [{…}, …]})
                    --topology T --scenarios LONG;          5; gremlins[0].delaytime: "1h" (expected: at most 600 seconds)
                    --topology T --scenarios S --checks T;  5; checks: no such list (expected: {"checks": [{…}, …]})
                    """)
    void refusesWhatMakesNoSenseBeforeAnythingFails(String options, int code, String error) throws IOException {
        file("long", SCENARIOS.replace("7s", "1h"));
        String line = options.replace("LONG", path("long"))
                .replace(" T", " " + path("topology"))
                .replace(" S", " " + path("scenarios"));

        assertThat(desk.type(("recipe-run " + line).split(" "))).isEqualTo(new Said(code, "", error + "\n"));
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void endsWith5WhereALogCannotBeRead() throws IOException {
        Path broken = directory.resolve("broken.log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(broken))) {
            out.write("line\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(broken, List.of("no gzip"));

        for (String log : List.of(broken.toString(), directory + "/none.log")) {
            Said said = desk.type(checking("--logs=" + log));

            assertThat(said.code()).isEqualTo(5);
            assertThat(said.error()).contains("Log " + log + " cannot be read: ");
        }
        assertThat(desk.controller().count("DELETE")).isEqualTo(2);
    }

    private String[] checking(String... more) {
        List<String> words = new java.util.ArrayList<>(List.of(
                "recipe-run",
                "--topology=" + path("topology"),
                "--scenarios=" + path("scenarios"),
                "--checks=" + path("checks"),
                "--wait=0s"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** The id that the rules were tagged with. */
    private String recipe() {
        return new JsonObject(desk.controller().calls().get(0).body())
                .getJsonArray("rules")
                .getJsonObject(0)
                .getJsonArray("tags")
                .getString(0);
    }

    private String line() {
        return LINE.replace("RECIPE", recipe());
    }

    private Path script(String commands) throws IOException {
        Path script =
                Files.writeString(directory.resolve("load.sh"), "#!/bin/sh\nLINE='" + LINE + "'\n" + commands + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
