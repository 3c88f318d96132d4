package io.amalgam8.sidecar.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplainCommandTest {

    private static final String FORWARDED = """
            {"method":"GET","target":"/reviews/x","service":"reviews","path":"/x",
             "decision":{"forwarded":true,"service":"reviews","tags":"v2","rule":"jason","action_rule":"slow",
               "sets_version_cookie":false},
             "rules":[
               {"id":"broken","service":"reviews","kind":null,"priority":null,"state":"rejected",
                "reason":"weight: 7 (expected: at most 1)","outcome":"out_of_force","clauses":[]},
               {"id":"jason","service":"reviews","kind":"route","priority":2,"state":"applied","reason":"",
                "outcome":"held","clauses":[{"place":"match.headers.Cookie","wanted":"user=jason","held":true}]},
               {"id":"rest","service":"reviews","kind":"route","priority":1,"state":"applied","reason":"",
                "outcome":"not_reached","clauses":[]}],
             "backends":[{"service":"reviews","tags":"v2","share":0.125,"eligible":1,"chosen":true,"by_cookie":false,
               "failed_over":false}],
             "instances":[
               {"endpoint":"http://10.0.0.1:9080","tags":"v2","status":"UP","eligible":true,"ejected":false,"reason":"up"},
               {"endpoint":"http://10.0.0.2:9080","tags":"v2","status":"UP","eligible":true,"ejected":true,"reason":"up"},
               {"endpoint":"http://10.0.0.3:9080","tags":"v1","status":"UP","eligible":false,"ejected":false,
                "reason":"it lacks tags of v2"}],
             "actions":[{"action":"delay","seconds":2.5,"probability":0.5,"tags":"","outcome":"by_chance"}],
             "terms":{"connect_timeout_seconds":1.0,"response_timeout_seconds":60.0,"retries":1,"repeatable":true}}""";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer server = FakeServer.start(vertx);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void tellsWhereTheCallGoesAndWhy() {
        server.always(Reply.ok(FORWARDED));

        Said said = explain("GET", "/reviews/x", "-H", "Cookie: user=jason", "-H", "X: ä&b");

        assertThat(said.error()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(server.calls().get(0).uri())
                .isEqualTo(
                        "/explain?method=GET&path=%2Freviews%2Fx&header=Cookie%3A+user%3Djason&header=X%3A+%C3%A4%26b");
        assertThat(said.out().lines().map(String::stripTrailing)).containsExactly("""
                GET /reviews/x
                  service        reviews
                  goes to        reviews:v2 by rule jason, as /x

                Rules, in order
                  rejected       unreadable: broken (weight: 7 (expected: at most 1))
                  held           route, priority 2: jason
                    found          match.headers.Cookie: user=jason
                  not reached    route, priority 1: rest

                Backends
                  12.5 %         reviews:v2, 1 eligible, chosen by chance

                Instances
                  eligible       http://10.0.0.1:9080 v2: up
                  ejected        http://10.0.0.2:9080 v2: up; spared for its failures while others are well
                  not eligible   http://10.0.0.3:9080 v1: it lacks tags of v2

                Actions
                  by chance      delay 2.5 s in 50 % of calls

                Terms
                  timeouts       1.0 s to connect, 60.0 s to answer
                  retries        1""".split("\n"));
    }

    @Test
    void takesNoOtherServerForASidecar() {
        server.always(Reply.ok("{\"hello\":\"world\"}"));

        assertThat(explain("/reviews/x"))
                .returns(3, Said::code)
                .returns("", Said::out)
                .extracting(Said::error)
                .asString()
                .contains("as no sidecar does");
    }

    @Test
    void takesAHeaderForAHeaderAndNotForAFileOfArguments() throws IOException {
        server.always(Reply.ok(FORWARDED));
        Path file = Files.writeString(directory.resolve("arguments"), "--json");

        assertThat(explain("/reviews/x", "@" + file).code()).isEqualTo(2);
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void givesTheAnswerItselfAsJson() {
        server.always(Reply.ok(FORWARDED));

        Said said = explain("/reviews/x", "--json");

        assertThat(said.code()).isZero();
        assertThat(new JsonObject(said.out())).isEqualTo(new JsonObject(FORWARDED));
    }

    @Test
    void endsWith1WhereTheSidecarAnswersItself() {
        server.always(Reply.ok("{\"method\":\"GET\",\"target\":\"/x\",\"service\":\"x\",\"path\":\"/\",\"decision\":"
                + "{\"forwarded\":false,\"status\":404,\"reason\":\"no such service\"},\"rules\":[]}"));

        Said said = explain("/x");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("is answered").contains("404: no such service");
    }

    @ParameterizedTest
    @CsvSource({
        "503, is answered    503: injected by rule boom",
        "444, is closed      without an answer: injected by rule boom",
        "-1,  is closed      without an answer: injected by rule boom"
    })
    void saysFirstOfAllThatAnAbortAlwaysFiresAndEndsWith1(int code, String headline) {
        server.always(Reply.ok(aborted(code, "fires")));

        Said said = explain("/x");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out().lines().skip(2).findFirst()).hasValue("  " + headline);
        assertThat(said.out()).doesNotContain("goes to").contains("abort with " + code + " in 100 %");
    }

    @Test
    void goesToAnInstanceWhereAnAbortFiresNowAndThen() {
        server.always(Reply.ok(aborted(503, "by_chance")));

        assertThat(explain("/x"))
                .returns(0, Said::code)
                .extracting(Said::out)
                .asString()
                .contains("goes to");
    }

    private static String aborted(int code, String outcome) {
        return "{\"method\":\"GET\",\"target\":\"/x\",\"service\":\"x\",\"path\":\"/\",\"decision\":{\"forwarded\":true,"
                + "\"service\":\"x\",\"tags\":\"v1\",\"rule\":\"all\",\"action_rule\":\"boom\"},\"actions\":[{\"action\":\"delay\","
                + "\"outcome\":\"fires\"},{\"action\":\"abort\",\"return_code\":" + code
                + ",\"probability\":1,\"outcome\":\"" + outcome + "\"}]}";
    }

    @Test
    void endsWith4WhereNobodyAnswers() {
        int port = server.port();
        server.close();

        Said said = explain(Map.of(), "/x", "--admin_host", "localhost", "--admin_port", "" + port);

        assertThat(said.code()).isEqualTo(4);
        assertThat(said.error()).contains("localhost:" + port).contains("--admin_port");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void endsWith3WhereSomebodyElseAnswers() {
        server.always(Reply.ok("<html>"));
        assertThat(explain("/x").code()).isEqualTo(3);
        server.always(Reply.of(503, "{\"error\":\"unavailable\",\"reason\":\"no calls are routed here\"}"));
        assertThat(explain("/x"))
                .returns(3, Said::code)
                .extracting(Said::error)
                .asString()
                .contains("no calls are routed");
        server.always(Reply.redirect("http://127.0.0.1:1/"));
        assertThat(explain("/x").code()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reviews",
                "GET reviews",
                "GET /x /y",
                "/x --bogus",
                "/x --admin_port",
                "/x --admin_port nowhere",
                "/x --admin_host http://nowhere",
                "/x -H",
                "/reviews /x",
                "G,T /x",
                "/x -H CANARY",
                "/x -H :CANARY"
            })
    void endsWith2ForWrongUsageAndRepeatsNoSecret(String line) {
        Said said = explain(Map.of(), line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(said.code()).as(said.error()).isEqualTo(2);
        assertThat(said.error())
                .startsWith("a8sidecar explain: ")
                .contains("--help")
                .doesNotContain("CANARY");
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void namesAWrongVariable() {
        Said said = explain(Map.of("A8_ADMIN_PORT", "many"), "/x");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.error()).contains("A8_ADMIN_PORT: many (expected: 1..65535)");
    }

    @Test
    void helps() {
        Said said = explain(Map.of(), "--help");

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("a8sidecar explain GET /reviews/x -H 'Cookie: user=jason'")
                .contains("--admin_host", "--admin_port", "--json", "Exit codes", "A8_ADMIN_PORT");
    }

    /** Finds the server by the environment, as a sidecar's neighbour does. */
    private Said explain(String... arguments) {
        return explain(Map.of("A8_ADMIN_PORT", "" + server.port()), arguments);
    }

    private static Said explain(Map<String, String> environment, String... arguments) {
        return Said.by(ExplainCommand::run, environment, arguments);
    }
}
