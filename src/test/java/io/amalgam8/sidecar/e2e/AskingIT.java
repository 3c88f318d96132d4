package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A running sidecar is asked why and how, and told what to do. */
final class AskingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer application = FakeServer.start(vertx);
    private Program sidecar;
    private String admin;
    private String proxy;

    @BeforeEach
    void start() {
        application.always(Reply.ok("{}"));
        controlPlane.route("reviews", """
                [{"id":"jason","priority":2,"destination":"reviews","match":{"headers":{"Cookie":".*?user=jason"}},
                  "route":{"backends":[{"tags":["v2"]}]}},
                 {"id":"rest","priority":1,"destination":"reviews","route":{"backends":[{"tags":["v1"]}]}}]""");
        sidecar = Program.start(
                "--register",
                "--proxy",
                "--service=reviews:v2",
                "--endpoint_host=127.0.0.1",
                "--endpoint_port=" + application.port(),
                "--proxy_port=0",
                "--admin_port=0",
                "--registry_url=" + controlPlane.registry(),
                "--registry_poll=100ms",
                "--controller_url=" + controlPlane.controller(),
                "--controller_poll=100ms",
                "--log_dir=stdout");
        proxy = sidecar.awaitLine("proxy=(\\S+)").group(1);
        admin = sidecar.awaitLine("admin=(\\S+)").group(1);
        await().atMost(PATIENCE)
                .until(() -> Http.get("http://" + admin + "/services").body().contains("\"healthy\":1"));
    }

    @AfterEach
    void end() {
        sidecar.close();
        Await.result(vertx.close());
    }

    @AfterAll
    static void endControlPlane() {
        controlPlane.close();
    }

    @Test
    void explainsACallAsItThenGoes() {
        try (Program jason = ask("explain", "GET", "/reviews/x", "-H", "Cookie: user=jason");
                Program anybody = ask("explain", "/reviews/x", "--json");
                Program nowhere = ask("explain", "/nowhere")) {
            assertThat(jason.exitCode()).as(jason.output()).isZero();
            assertThat(jason.output())
                    .containsPattern("goes to        reviews:v2 by rule \\S+, as /x")
                    .containsPattern("held           route, priority 2: \\S+\\n    found          match.headers.Cookie")
                    .contains("http://127.0.0.1:" + application.port() + " v2: up, with all tags asked for")
                    .doesNotContain("\u001b");
            assertThat(anybody.exitCode()).as(anybody.output()).isEqualTo(1);
            JsonObject decision = new JsonObject(anybody.output()).getJsonObject("decision");
            assertThat(decision.getInteger("status")).isEqualTo(503);
            assertThat(nowhere.exitCode()).as(nowhere.output()).isEqualTo(1);
        }
        assertThat(Http.get("http://" + proxy + "/reviews/x", "Cookie", "user=jason")
                        .statusCode())
                .isEqualTo(200);
        assertThat(Http.get("http://" + proxy + "/reviews/x").statusCode()).isEqualTo(503);
    }

    @Test
    void showsHowItStandsUntilItIsGone() {
        try (Program ready = ask("status");
                Program json = ask("status", "--json")) {
            assertThat(ready.exitCode()).as(ready.output()).isZero();
            assertThat(ready.lines().get(0)).isEqualTo("ready");
            assertThat(ready.output())
                    .contains("registration   up")
                    .contains("reviews        v1 100 %, 0 of 0 healthy; v2 0 %, 1 of 1 healthy")
                    .contains("2 applied");
            assertThat(json.exitCode()).isZero();
            assertThat(new JsonObject(json.output()).getJsonObject("rules").getInteger("applied"))
                    .isEqualTo(2);
        }
        sidecar.signal("TERM");
        sidecar.exitCode();
        try (Program gone = ask("status");
                Program wrong = ask("status", "--wrong")) {
            assertThat(gone.exitCode()).isEqualTo(4);
            assertThat(gone.output()).contains(admin);
            assertThat(wrong.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void drainsAndGoesOnServing() {
        await().atMost(PATIENCE).until(() -> controlPlane.instancesOf("reviews").contains("\"v2\""));

        assertThat(Http.post("http://" + admin + "/drain", "{}").statusCode()).isEqualTo(202);

        await().atMost(PATIENCE)
                .until(() -> !controlPlane.instancesOf("reviews").contains("\"v2\""));
        assertThat(Http.get("http://" + admin + "/readyz"))
                .returns(503, response -> response.statusCode())
                .extracting(response -> response.body())
                .asString()
                .contains("drains");
        assertThat(Http.get("http://" + admin + "/livez").statusCode()).isEqualTo(200);
        // What it no longer announces it still carries, as any other name.
        assertThat(Http.get("http://" + proxy + "/nowhere").statusCode()).isEqualTo(404);
        try (Program status = ask("status")) {
            assertThat(status.exitCode()).as(status.output()).isEqualTo(5);
        }
        assertThat(sidecar.isAlive()).isTrue();
    }

    @Test
    void showsItsSettingsAndWhereTheyCameFrom() {
        String settings = Http.get("http://" + admin + "/config").body();

        assertThat(settings)
                .contains("{\"name\":\"registry.url\",\"value\":\"" + controlPlane.registry()
                        + "\",\"origin\":\"--registry_url\"}")
                .contains("{\"name\":\"proxy_config.timeouts.connect\",\"value\":\"1s\",\"origin\":\"default\"}");
    }

    /** The verb, of the sidecar under test. */
    private Program ask(String... words) {
        return Program.start(Map.of("A8_ADMIN_PORT", admin.substring(admin.lastIndexOf(':') + 1)), words);
    }
}
