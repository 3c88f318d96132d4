package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Puppet;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Registry and controller, each in turn, do everything that a server can do wrong, while callers call without pause: no
 * call is lost, what is known stays in force, each outage is told once and its end once, and the first good answer
 * afterwards is the one that counts.
 */
final class ControlPlaneFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DONE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";
    private static final String NO_INSTANCES = "{\"instances\":[]}";
    private static final String NO_RULES = "{\"rules\":[],\"revision\":0}";

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer elsewhere = FakeServer.start(vertx);
    private final RawUpstream one = RawUpstream.answering(DONE);
    private final RawUpstream other = RawUpstream.answering(DONE);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        one.close();
        other.close();
        Await.result(vertx.close());
    }

    @Test
    void nothingThatTheRegistryAnswersLosesACall() {
        FakeServer controller = steady(rules("rule", 7));
        Puppet registry = Puppet.start(vertx);
        try (FaultySidecar sidecar =
                FaultySidecar.start(registry.url(), controller.url().toString(), folder)) {
            FaultTrial trial = new FaultTrial(sidecar, "registry", registry, fresh -> listing("n" + fresh));
            trial.begin();
            String good = listing("other");
            BadAnswers.statuses(elsewhere.url() + "/").forEach(trial::survives);
            BadAnswers.garbage("instances", good).forEach(trial::survives);
            String first = instance("i1", place(one));
            unusableInstances().forEach(entry -> trial.survivesInPart(listing -> listing.replace(first, entry)));
            trial.survivesInPart(listing -> listing.replaceAll("\"n\\d+\"", "\"i1\""));
            trial.survives(BadAnswers.doubtful(1, "{\"instances\":[7,\"x\",null,[],true]}"));
            trial.survives(BadAnswers.doubtful(2, NO_INSTANCES));
            trial.survives(BadAnswers.doubtful(2, "{\"instances\":null}"));
            trial.survivesItsEnd();
            trial.survivesItsEnd(Reply.ok(NO_INSTANCES), Reply.ok(NO_INSTANCES));
            BadAnswers.oddities(good).forEach(odd -> trial.takes(odd.reply(), "other"));
            sidecar.assertNothingWasLostAndNothingElseSaid("instance left out", "registry no longer lists instances");
        }
        assertThat(elsewhere.calls()).isEmpty();
    }

    @Test
    void nothingThatTheControllerAnswersLosesACall() {
        FakeServer registry = steady(listing("other"));
        Puppet controller = Puppet.start(vertx);
        try (FaultySidecar sidecar = FaultySidecar.start(registry.url().toString(), controller.url(), folder)) {
            // Newer rules have smaller revisions, as after a restart.
            FaultTrial trial =
                    new FaultTrial(sidecar, "controller", controller, fresh -> rules("r" + fresh, 1000 - fresh));
            trial.begin();
            String good = rules("other", 1);
            BadAnswers.statuses(elsewhere.url() + "/").forEach(trial::survives);
            BadAnswers.garbage("rules", good).forEach(trial::survives);
            trial.survives(BadAnswers.doubtful(1, "{\"rules\":[7,\"x\",null,[],true]}"));
            trial.survives(
                    BadAnswers.doubtful(1, "{\"rules\":[{\"id\":\"x\",\"destination\":7},{\"destination\":{}}]}"));
            trial.survivesItsEnd();
            trial.takes(Reply.ok(NO_RULES), "");
            BadAnswers.oddities(good).forEach(odd -> trial.takes(odd.reply(), "other"));
            sidecar.assertNothingWasLostAndNothingElseSaid("rule refused");
        }
        assertThat(elsewhere.calls()).isEmpty();
    }

    /** Each holds up a call for as long as one may take, hence all at the same time. */
    @Test
    void neitherSilenceNorOneByteASecondLosesACall() {
        FakeServer registry = steady(listing("first"));
        FakeServer controller = steady(rules("first-rule", 1));
        FakeServer otherRegistry = steady(listing("first"));
        FakeServer otherController = steady(rules("first-rule", 1));
        try (FaultySidecar sidecar = start(registry, controller, "one");
                FaultySidecar other = start(otherRegistry, otherController, "other")) {
            List<FaultySidecar> both = List.of(sidecar, other);
            both.forEach(each -> each.awaitInTable("first", "first-rule"));
            both.forEach(FaultySidecar::callAllTheTime);

            registry.always(Reply.nothing());
            controller.always(dripping());
            otherRegistry.always(dripping());
            otherController.always(Reply.nothing());
            both.forEach(each -> each.awaitSaid("server is away", 2));
            both.forEach(each -> assertThat(each.table()).contains("first", "first-rule"));

            Stream.of(registry, otherRegistry).forEach(server -> server.always(Reply.ok(listing("second"))));
            Stream.of(controller, otherController).forEach(server -> server.always(Reply.ok(rules("second-rule", 1))));
            both.forEach(each -> each.awaitInTable("second", "second-rule"));
            both.forEach(each -> each.awaitSaid("server is back", 2));
            both.forEach(FaultySidecar::assertNothingWasLostAndNothingElseSaid);
        }
    }

    @Test
    void startsFromWhatWasSavedWhenNobodyAnswers() throws IOException {
        FakeServer registry = steady(listing("saved"));
        FakeServer controller = steady(rules("saved-rule", 1));
        String registryUrl = registry.url().toString();
        String controllerUrl = controller.url().toString();
        try (FaultySidecar first = FaultySidecar.start(registryUrl, controllerUrl, folder)) {
            first.awaitInTable("saved", "saved-rule");
        }
        assertThat(Files.readString(folder.resolve("state.json")))
                .contains("saved-rule")
                .doesNotContain("CANARY");
        registry.close();
        controller.close();

        try (FaultySidecar second = FaultySidecar.start(registryUrl, controllerUrl, folder)) {
            second.awaitReady(200);
            assertThat(Http.get(second.url()).body()).isEqualTo("done");
            assertThat(second.table()).contains("saved", "saved-rule");

            FakeServer.startAgain(vertx, registry.port()).always(Reply.ok(listing("new")));
            FakeServer.startAgain(vertx, controller.port()).always(Reply.ok(rules("new-rule", 1)));
            second.awaitInTable("new", "new-rule");
            second.assertNothingWasLostAndNothingElseSaid(
                    "registry does not answer at the start", "controller does not answer at the start");
        }
    }

    @Test
    void startsEmptyWhenNobodyAnswersAndWhatWasSavedIsNotOurs() throws IOException {
        Puppet registry = Puppet.start(vertx);
        Puppet controller = Puppet.start(vertx);
        registry.die();
        controller.die();
        Files.writeString(folder.resolve("state.json"), "<html>not ours</html>");

        try (FaultySidecar sidecar = FaultySidecar.start(registry.url(), controller.url(), folder)) {
            sidecar.awaitSaid("server is away", 2);
            sidecar.awaitSaid("saved state cannot be used", 1);
            sidecar.awaitReady(503);
            assertThat(Http.get(sidecar.url()).statusCode()).isEqualTo(503);

            registry.rise();
            registry.answer(Reply.ok(listing("late")));
            controller.rise();
            controller.answer(Reply.ok(rules("late-rule", 1)));
            sidecar.awaitInTable("late", "late-rule");
            sidecar.awaitReady(200);
            assertThat(Http.get(sidecar.url()).body()).isEqualTo("done");
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(folder.resolve("state.json")).contains("late-rule"));
        }
    }

    /** What the entry of the first instance may become that cannot be used. */
    private List<String> unusableInstances() {
        List<String> entries = new ArrayList<>();
        for (String port : new String[] {"NaN", "0", "70000", "-1", "", "80;rm -rf /", "9".repeat(400)}) {
            entries.add(instance("i1", "127.0.0.1:" + port));
        }
        for (String value : new String[] {";rm -rf /:80", "169.254.169.254:80", "a b:80", "0.0.0.0:80", "\\u0000:80"}) {
            entries.add(instance("i1", value));
        }
        entries.addAll(List.of("7", "\"i1\"", "null", "[]", "{}", "{\"id\":\"i1\",\"service_name\":7}"));
        entries.add(instance("i1", place(one)) + "," + instance("i1", "127.0.0.1:9"));
        return entries;
    }

    private FaultySidecar start(FakeServer registry, FakeServer controller, String name) {
        return FaultySidecar.start(registry.url().toString(), controller.url().toString(), folder.resolve(name));
    }

    private FakeServer steady(String document) {
        FakeServer server = FakeServer.start(vertx);
        server.always(Reply.ok(document));
        return server;
    }

    /** One instance that is always there, and one under that id. */
    private String listing(String id) {
        return "{\"instances\":[" + instance("i1", place(one)) + "," + instance(id, place(other)) + "]}";
    }

    private static String instance(String id, String place) {
        return "{\"id\":\"" + id + "\",\"service_name\":\"helloworld\",\"tags\":[\"v1\"],"
                + "\"endpoint\":{\"type\":\"http\",\"value\":\"" + place + "\"},\"status\":\"UP\"}";
    }

    private static String place(RawUpstream upstream) {
        return upstream.endpoint().authority();
    }

    private static String rules(String id, int revision) {
        return "{\"rules\":[{\"id\":\"" + id + "\",\"priority\":1,\"destination\":\"helloworld\","
                + "\"route\":{\"backends\":[{\"tags\":[\"v1\"]}]}}],\"revision\":" + revision + "}";
    }

    private static Reply dripping() {
        return response -> {
            response.setChunked(true);
            drip(response);
        };
    }

    private static void drip(HttpServerResponse response) {
        if (!response.closed()) {
            response.write("{")
                    .onSuccess(written -> Vertx.currentContext().owner().setTimer(1000, fired -> drip(response)));
        }
    }
}
