package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.ControllerClient;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.Published;
import io.amalgam8.sidecar.wire.RulesJson;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RulesVerticleTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer controller = FakeServer.start(vertx);
    private final LogLines log = LogLines.of(RulesVerticle.class.getPackage());
    private Published<RuleSet> rules = Published.on(vertx, Topics.RULES);
    private Published<Health> health = Published.on(vertx, Topics.HEALTH);

    @BeforeEach
    void listen() {
        Topics.registerCodec(vertx);
        rules = Published.on(vertx, Topics.RULES);
        health = Published.on(vertx, Topics.HEALTH);
    }

    @AfterEach
    void close() {
        // Verticles before the servers that they talk to.
        vertx.deploymentIDs().forEach(id -> Await.result(vertx.undeploy(id)));
        log.close();
        Await.result(vertx.close());
    }

    @Test
    void publishesRulesOnlyWhenTheirContentChanges() {
        controller.always(rules(1, "a"));
        deploy(Optional.empty());
        await().until(() -> rules.all().size() == 1);

        controller.always(rules(2, "a"));
        polls(3);
        assertThat(rules.all()).as("another revision is no change").hasSize(1);

        controller.always(rules(3, "a", "b"));
        await().until(() -> rules.all().size() == 2);
    }

    @Test
    void takesNewRulesWithASmallerRevision() {
        controller.always(rules(7, "a"));
        deploy(Optional.empty());
        await().until(() -> rules.all().size() == 1);

        controller.always(rules(0, "b"));

        await().until(() -> rules.all().size() == 2);
        assertThat(rules.last().rules()).extracting(Rule::id).containsExactly("b");
    }

    @Test
    void takesItThatAllRulesAreGone() {
        controller.always(rules(1, "a"));
        deploy(Optional.empty());
        await().until(() -> rules.all().size() == 1);

        controller.always(rules(2));

        await().until(() -> rules.all().size() == 2);
        assertThat(rules.last().rules()).isEmpty();
        assertThat(log.count("all rules were removed")).isEqualTo(1);
    }

    @Test
    void keepsWhatItKnowsWhenNoRuleOfADocumentCanBeRead() {
        controller.always(rules(1, "a"));
        deploy(Optional.empty());
        await().until(() -> rules.all().size() == 1);

        controller.always(Reply.ok("{\"rules\":[7,{\"id\":\"b\"}],\"revision\":2}"));

        await().until(() -> rules.all().size() == 2);
        assertThat(rules.last().rules()).isEqualTo(rules.all().get(0).rules());
        assertThat(rules.last().refused()).hasSize(2);
    }

    static Stream<Reply> failures() {
        return Stream.of(
                Reply.of(500, "{\"error\":\"error_internal\"}"),
                Reply.of(401, "{}"),
                Reply.redirect("http://127.0.0.1:1/"),
                Reply.ok("<html>"),
                Reply.ok("[]"),
                Reply.ok("{\"rules\":{}}"),
                Reply.ok("{\"rules\":[{\"id\":\"a\""),
                Reply.cut("{\"rules\":[]}"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void keepsItsRulesThroughAnyFailure(Reply failure) {
        controller.always(rules(1, "a"));
        deploy(Optional.empty());
        await().until(() -> rules.all().size() == 1);

        controller.always(failure);
        polls(5);
        assertThat(health.last().state()).isEqualTo(Health.State.DEGRADED);
        controller.always(rules(1, "a"));
        await().until(() -> health.last().state() == Health.State.UP);

        assertThat(rules.all()).hasSize(1);
        assertThat(log.count("server is away")).isEqualTo(1);
        assertThat(log.count("server is back")).isEqualTo(1);
        assertThat(health.all()).extracting(Health::part).containsOnly(Health.Part.CONTROLLER);
    }

    @Test
    void goesOnWithWhatWasSavedWhenTheControllerDoesNotAnswerAtFirst() {
        controller.always(Reply.of(500, ""));
        RuleSet saved = RulesJson.read(document(5, "old").getBytes(StandardCharsets.UTF_8));
        deploy(Optional.of(saved));
        await().until(() -> !health.all().isEmpty());
        assertThat(rules.all()).containsExactly(saved);

        controller.always(rules(1));

        await().until(() -> rules.all().size() == 2);
        assertThat(rules.last().rules()).isEmpty();
    }

    @Test
    void goesOnWithWhatWasSavedWhenTheControllerHangsAtFirst() {
        controller.always(Reply.nothing());
        RuleSet saved = RulesJson.read(document(5, "old").getBytes(StandardCharsets.UTF_8));
        ControllerClient client =
                ControllerClient.http(vertx, new ServerOptions(controller.url(), new Token.None(), OFTEN));
        Await.result(vertx.deployVerticle(new RulesVerticle(client, OFTEN, Optional.of(saved), OFTEN, new Meters())));

        await().atMost(Duration.ofSeconds(5)).until(() -> !rules.all().isEmpty());
        assertThat(rules.all()).containsExactly(saved);
    }

    private void deploy(Optional<RuleSet> saved) {
        ControllerClient client =
                ControllerClient.http(vertx, new ServerOptions(controller.url(), new Token.None(), OFTEN));
        Await.result(vertx.deployVerticle(new RulesVerticle(client, OFTEN, saved, new Meters())));
    }

    private void polls(int more) {
        long before = controller.count("GET");
        await().until(() -> controller.count("GET") >= before + more);
    }

    private static Reply rules(long revision, String... ids) {
        return Reply.ok(document(revision, ids));
    }

    private static String document(long revision, String... ids) {
        return Arrays.stream(ids)
                .map(id ->
                        "{\"id\":\"" + id + "\",\"destination\":\"x\",\"route\":{\"backends\":[{\"tags\":[\"v1\"]}]}}")
                .collect(Collectors.joining(",", "{\"rules\":[", "],\"revision\":" + revision + "}"));
    }
}
