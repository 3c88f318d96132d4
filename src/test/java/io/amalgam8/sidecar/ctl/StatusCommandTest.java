package io.amalgam8.sidecar.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusCommandTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SERVICES = """
            {"name":"%s","rules":1,"versions":[{"tags":"v1","weight":0.9,"instances":2,"healthy":1},
              {"tags":"","weight":null,"instances":1,"healthy":1}],
             "instances":[{"endpoint":"http://10.0.0.1:9080","tags":"v1","state":"ejected",
               "ejected_until":"2026-01-31T12:00:00Z"},{"endpoint":"http://10.0.0.2:9080","tags":"v1","state":"healthy"}]}""";
    private static final String RULES = """
            {"items":[{"id":"a","service":"reviews","state":"applied"},{"id":"b","service":"reviews","state":"applied"},
              {"id":"c","service":"reviews","state":"not_for_me"},
              {"id":"d","service":"reviews","state":"rejected","reason":"weight: 7"}],"total":4,"next":null}""";

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer server = FakeServer.start(vertx);
    private String status = "ready";
    private String counts =
            "{\"generation\":3,\"complete\":true,\"services\":2,\"instances\":4,\"rules\":5,\"refused_rules\":0}";

    StatusCommandTest() {
        server.answers(call -> switch (call.uri()) {
            case "/healthz" -> Reply.ok(health());
            case "/services?limit=1000" ->
                Reply.ok("{\"items\":[" + SERVICES.formatted("reviews")
                        + "],\"total\":2,\"next\":\"/services?after=reviews\"}");
            case "/services?after=reviews" ->
                Reply.ok("{\"items\":[{\"name\":\"sub\\u001b[2Jtle\",\"versions\":[]}],\"total\":2,\"next\":null}");
            case "/rules?limit=1000" -> Reply.ok(RULES);
            default -> Reply.of(404, "{}");
        });
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void showsAllOfItOnOneScreen() {
        status = "degraded";

        Said said = status();

        assertThat(said.error()).isEmpty();
        assertThat(said.out().lines().map(String::stripTrailing)).containsExactly("""
                degraded
                  registry is degraded: away

                Parts
                  registry       degraded: away
                  sidecar        up: runs

                Control plane
                  catalog        received 0 s ago
                  rules          never received, revision 7
                  table          number 3: 2 services, 4 instances, 5 rules in force

                Services (2): shares are of calls without headers
                  reviews        v1 90 %, 1 of 2 healthy; untagged, 1 of 1 healthy
                  sub?[2Jtle     no instances

                Rules (4)
                  2 applied, 1 not for me, 1 rejected
                  rejected       reviews: d: weight: 7

                Ejected (1)
                  reviews        http://10.0.0.1:9080 v1, until 2026-01-31T12:00:00Z""".split("\n"));
    }

    @Test
    void countsOneAsOne() {
        counts = "{\"generation\":3,\"services\":1,\"instances\":1,\"rules\":1}";

        assertThat(status().out()).contains("number 3: 1 service, 1 instance, 1 rule in force");
    }

    @Test
    void helpSaysWhatTheSharesAreOf() {
        assertThat(status("--help").out().replaceAll("\\s+", " ")).contains("calls that bear no header");
    }

    @ParameterizedTest
    @CsvSource({"ready, 0", "degraded, 1", "not ready, 5", "well, 3"})
    void endsWithACodeForScripts(String word, int code) {
        status = word;

        assertThat(status().code()).isEqualTo(code);
        assertThat(status("--json").code()).isEqualTo(code);
    }

    @Test
    void givesAllOfItAsJson() {
        JsonObject said = new JsonObject(status("--json").out());

        assertThat(said.getJsonObject("health").getString("status")).isEqualTo("ready");
        assertThat(said.getJsonArray("services")).hasSize(2);
        assertThat(said.getJsonObject("rules"))
                .isEqualTo(new JsonObject("{\"applied\":2,\"not_for_me\":1,\"rejected\":1}"));
        assertThat(said.getJsonArray("rejected").getJsonObject(0).getString("id"))
                .isEqualTo("d");
        assertThat(said.getJsonArray("ejected"))
                .isEqualTo(
                        new JsonArray("[{\"service\":\"reviews\",\"endpoint\":\"http://10.0.0.1:9080\",\"tags\":\"v1\","
                                + "\"state\":\"ejected\",\"ejected_until\":\"2026-01-31T12:00:00Z\"}]"));
    }

    @Test
    void endsWith4WhereNobodyAnswersAnd2ForWrongUsage() {
        assertThat(status("--bogus").code()).isEqualTo(2);
        assertThat(status("word").code()).isEqualTo(2);
        server.close();
        assertThat(status().code()).isEqualTo(4);
    }

    @Test
    void endsWhereAnAnswerNeverDoes() {
        server.always(Reply.dripping());

        assertThat(assertTimeoutPreemptively(PATIENCE, () -> status()))
                .returns(4, Said::code)
                .extracting(Said::error)
                .asString()
                .contains("no answer in time");
    }

    @Test
    void breaksOffAnAnswerThatIsTooLong() {
        server.always(StatusCommandTest::flood);

        assertThat(assertTimeoutPreemptively(PATIENCE, () -> status()))
                .returns(3, Said::code)
                .extracting(Said::error)
                .asString()
                .contains("answered more than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"status\":\"ready\"}",
                "{\"status\":\"ready\",\"parts\":[1,2],\"items\":[1,\"x\",null]}",
                "{\"status\":\"ready\",\"parts\":{},\"items\":{}}",
            })
    void takesNoOtherServerForASidecar(String answer) {
        server.always(Reply.ok(answer));

        assertThat(status())
                .returns(3, Said::code)
                .returns("", Said::out)
                .extracting(Said::error)
                .asString()
                .contains("as no sidecar does");
    }

    @Test
    void goesOnAskingTheSameServer() {
        FakeServer other = FakeServer.start(vertx);
        server.answers(call -> call.uri().equals("/healthz")
                ? Reply.ok(health())
                : Reply.ok("{\"items\":[],\"next\":\"@127.0.0.1:" + other.port() + "/services\"}"));

        assertThat(status().code()).isEqualTo(3);
        assertThat(other.calls()).isEmpty();
    }

    @Test
    void tellsASpeakerOfAnotherProtocolFromNobody() {
        NetServer ssh = vertx.createNetServer().connectHandler(caller -> caller.write("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
        Await.result(ssh.listen(0, "127.0.0.1"));

        assertThat(status("--admin_port", "" + ssh.actualPort()))
                .returns(3, Said::code)
                .extracting(Said::error)
                .asString()
                .contains("no HTTP");
    }

    /** More and more of a body, as fast as it is read. */
    private static void flood(HttpServerResponse response) {
        Buffer part = Buffer.buffer(" ".repeat(1024 * 1024));
        response.setChunked(true).drainHandler(room -> pour(response, part));
        pour(response, part);
    }

    private static void pour(HttpServerResponse response, Buffer part) {
        while (!response.closed() && !response.writeQueueFull()) {
            response.write(part);
        }
    }

    @Test
    void helps() {
        assertThat(status("--help"))
                .returns(0, Said::code)
                .extracting(Said::out)
                .asString()
                .contains("Exit codes", "not ready");
    }

    private Said status(String... arguments) {
        return Said.by(StatusCommand::run, Map.of("A8_ADMIN_PORT", "" + server.port()), arguments);
    }

    private String health() {
        return """
                {"status":"%s","reasons":["registry is degraded: away"],
                 "parts":{"registry":{"state":"degraded","detail":"away"},"sidecar":{"state":"up","detail":"runs"}},
                 "control_plane":{"catalog_received":"%s","rules_received":null,"revision":7},
                 "table":%s}""".formatted(status, Instant.now().plusSeconds(5), counts);
    }
}
