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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator steers a running sidecar by {@code a8sidecar ctl}, through the embedded control plane. */
final class OperatorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> VERSIONS = List.of("v1", "v2", "v3");
    private static final int SOME_CALLS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();

    @TempDir
    private Path directory;

    private Program gateway;
    private String reviews;

    @BeforeEach
    void start() {
        VERSIONS.forEach(this::register);
        gateway = Program.start(
                "--proxy",
                "--service=gateway",
                "--proxy_port=0",
                "--admin_port=0",
                "--registry_url=" + controlPlane.registry(),
                "--registry_poll=100ms",
                "--controller_url=" + controlPlane.controller(),
                "--controller_poll=100ms",
                "--log_dir=" + directory);
        reviews = "http://" + gateway.awaitLine("proxy=(\\S+)").group(1) + "/reviews/";
        awaitVersions(Set.copyOf(VERSIONS));
    }

    @AfterEach
    void end() {
        gateway.close();
        controlPlane.close();
        Await.result(vertx.close());
    }

    @Test
    void sendsTwoUsersToVersionsOfTheirOwn() {
        assertThat(ctl(
                        "route-set",
                        "reviews",
                        "--default",
                        "v1",
                        "--selector",
                        "v2(user=\"Alice\")",
                        "--selector",
                        "v3(user=\"Bob\")"))
                .isEqualTo("Set routing rules for microservice reviews");

        assertThat(rules("?destination=reviews")).isEqualTo("""
                [{"priority":3,"destination":"reviews","match":{"headers":{"Cookie":".*?user=Alice"}},\
                "route":{"backends":[{"tags":["v2"]}]}},\
                {"priority":2,"destination":"reviews","match":{"headers":{"Cookie":".*?user=Bob"}},\
                "route":{"backends":[{"tags":["v3"]}]}},\
                {"priority":1,"destination":"reviews","route":{"backends":[{"tags":["v1"]}]}}]""");
        awaitVersions(Set.of("v1"));
        assertThat(versions("Cookie", "user=Alice")).containsExactly("v2");
        assertThat(versions("Cookie", "a=b; user=Bob")).containsExactly("v3");
        assertThat(ctl("route-list")).isEqualTo("""
                +---------+-----------------+----------------------------------+
                | Service | Default Version | Version Selectors                |
                +---------+-----------------+----------------------------------+
                | reviews | v1              | v2(user="Alice"), v3(user="Bob") |
                +---------+-----------------+----------------------------------+""");
        assertThat(ctl("service-list")).contains("| reviews | v1(1), v2(1), v3(1) |");

        assertThat(ctl("route-delete", "reviews")).isEqualTo("Deleted routing rules for microservice reviews");

        awaitVersions(Set.copyOf(VERSIONS));
    }

    @Test
    void movesTrafficStepByStepAndGivesItBack() {
        ctl("route-set", "reviews", "--default", "v1");
        awaitVersions(Set.of("v1"));

        assertThat(ctl("traffic-start", "reviews", "v2"))
                .isEqualTo("Transfer starting for reviews: diverting 10% of traffic from v1 to v2");
        awaitVersions(Set.of("v1", "v2"));
        assertThat(ctl("traffic-step", "reviews"))
                .isEqualTo("Transfer step for reviews: diverting 20% of traffic from v1 to v2");
        assertThat(ctl("traffic-step", "reviews", "--amount", "90"))
                .isEqualTo("Transfer step for reviews: diverting 90% of traffic from v1 to v2");
        assertThat(ctl("traffic-step", "reviews"))
                .isEqualTo("Transfer complete for reviews: sending 100% of traffic to v2");
        awaitVersions(Set.of("v2"));

        ctl("traffic-start", "reviews", "v3", "--amount", "50");
        awaitVersions(Set.of("v2", "v3"));
        assertThat(ctl("traffic-abort", "reviews"))
                .isEqualTo("Transfer aborted for reviews: all traffic reverted to v2");
        awaitVersions(Set.of("v2"));
        assertThat(rules("")).isEqualTo("""
                [{"priority":1,"destination":"reviews","route":{"backends":[{"tags":["v2"]}]}}]""");
    }

    @Test
    void runsARecipeAndChecksTheSidecarsOwnLog() throws IOException {
        ctl("route-set", "reviews", "--default", "v2");
        Path ready = directory.resolve("ready");
        try (Program recipe = startRecipe(ready)) {
            // Calls from before the sidecar has the rules bear no id, and are no matter of the recipe's.
            await().atMost(PATIENCE).until(() -> lastedAtLeast(Duration.ofMillis(300)) && isRecipeLogged());
            Files.createFile(ready);

            assertThat(recipe.exitCode()).as(recipe.output()).isEqualTo(1);
            assertThat(recipe.output())
                    .containsPattern("\\| bounded_response_time +\\| gateway +\\| reviews:v2 +\\| PASS +\\|")
                    .containsPattern("\\| http_status +\\| gateway +\\| reviews +\\| PASS +\\|")
                    .containsPattern(
                            "\\| http_status +\\| gateway +\\| reviews:v2 +\\| FAIL +\\| unexpected status 200")
                    .containsPattern("\\| bounded_retries +\\| gateway +\\| reviews:v2 +\\| PASS +\\|");
        }
        assertThat(rules("/actions")).isEqualTo("{}");
        await().atMost(PATIENCE).until(() -> !lastedAtLeast(Duration.ofMillis(300)));
    }

    @Test
    void takesTheRulesOfARecipeAwayWhenItIsInterrupted() throws IOException {
        try (Program recipe = startRecipe(directory.resolve("never"))) {
            await().atMost(PATIENCE).until(() -> rules("/actions").contains("gremlin_recipe_id"));

            recipe.signal("INT");

            assertThat(recipe.exitCode()).as(recipe.output()).isEqualTo(130);
        }
        assertThat(rules("/actions")).isEqualTo("{}");
    }

    @Test
    void tellsByItsCodeWhatWentWrong() {
        try (Program gone = start(Map.of("A8_CONTROLLER_URL", "http://127.0.0.1:1"), "route-delete", "reviews");
                Program refused = start(Map.of(), "rule-get", "nothing");
                Program wrong = start(Map.of(), "route-set", "reviews");
                Program help = start(Map.of(), "--help")) {
            assertThat(gone.exitCode()).as(gone.output()).isEqualTo(2);
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(3);
            assertThat(wrong.exitCode()).as(wrong.output()).isEqualTo(4);
            assertThat(help.exitCode()).as(help.output()).isZero();
            assertThat(help.output()).contains("route-set").doesNotContain("\u001b");
        }
    }

    private void register(String version) {
        FakeServer application = FakeServer.start(vertx);
        application.always(Reply.ok(version));
        assertThat(Http.post(controlPlane.registry() + "/api/v1/instances", """
                        {"service_name":"reviews","endpoint":{"type":"http","value":"127.0.0.1:%d"},"tags":["%s"],
                         "ttl":600}""".formatted(application.port(), version))
                        .statusCode())
                .isEqualTo(201);
    }

    private Program startRecipe(Path ready) throws IOException {
        Path topology = Files.writeString(directory.resolve("topology.yaml"), """
                services: [{name: gateway}, {name: "reviews:v2"}]
                dependencies: {gateway: ["reviews:v2"]}
                """);
        Path scenarios = Files.writeString(directory.resolve("scenarios.json"), """
                {"gremlins":[{"scenario":"delay_requests","source":"gateway","dest":"reviews:v2","delaytime":"300ms"}]}""");
        Path checks = Files.writeString(directory.resolve("checks.json"), """
                {"checks":[
                  {"name":"bounded_response_time","source":"gateway","dest":"reviews:v2","max_latency":"30s"},
                  {"name":"http_status","source":"gateway","dest":"reviews","status":200},
                  {"name":"http_status","source":"gateway","dest":"reviews:v2","status":[404, 503]},
                  {"name":"bounded_retries","source":"gateway","dest":"reviews:v2","retries":0}]}""");
        Path load = Files.writeString(directory.resolve("load.sh"), """
                #!/bin/sh
                while [ -d "%s" ]; do [ -e "%s" ] && exit 0; sleep 0.1; done
                exit 1
                """.formatted(directory, ready));
        assertThat(load.toFile().setExecutable(true)).isTrue();
        return start(
                Map.of(),
                "recipe-run",
                "--topology=" + topology,
                "--scenarios=" + scenarios,
                "--checks=" + checks,
                "--run-load-script=" + load,
                "--settle=0s",
                "--wait=0s",
                "--logs=" + directory);
    }

    private boolean lastedAtLeast(Duration time) {
        long start = System.nanoTime();
        String id = "trial-" + start;
        assertThat(Http.get(reviews, "X-Request-ID", id).statusCode()).isEqualTo(200);
        return System.nanoTime() - start >= time.toNanos();
    }

    private boolean isRecipeLogged() throws IOException {
        return Files.readString(directory.resolve("a8_access.log")).contains("gremlin_recipe_id");
    }

    private void awaitVersions(Set<String> expected) {
        await().atMost(PATIENCE).until(() -> versions().equals(expected));
    }

    /** Which versions answer some calls with such a header. */
    private Set<String> versions(String... header) {
        Set<String> answered = new TreeSet<>();
        for (int i = 0; i < SOME_CALLS; i++) {
            answered.add(Http.get(reviews, header).body());
        }
        return answered;
    }

    /** The controller's rules below that path, without their ids. */
    private String rules(String path) {
        JsonObject answer = new JsonObject(
                Http.get(controlPlane.controller() + "/v1/rules" + path).body());
        String rules = path.startsWith("/")
                ? answer.getJsonObject("services").encode()
                : answer.getJsonArray("rules").encode();
        return rules.replaceAll("\"id\":\"[^\"]*\",", "");
    }

    /** What a command prints, when it ends well. */
    private String ctl(String... words) {
        try (Program command = start(Map.of(), words)) {
            assertThat(command.exitCode()).as(command.output()).isZero();
            return command.output();
        }
    }

    private Program start(Map<String, String> environment, String... words) {
        Map<String, String> variables = new java.util.HashMap<>(
                Map.of("A8_CONTROLLER_URL", controlPlane.controller(), "A8_REGISTRY_URL", controlPlane.registry()));
        variables.putAll(environment);
        List<String> command = new ArrayList<>(List.of("ctl"));
        command.addAll(List.of(words));
        return Program.start(variables, command.toArray(String[]::new));
    }
}
