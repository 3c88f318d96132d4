package io.amalgam8.sidecar.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Drain;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.config.RegistrationOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.Published;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RegistrationVerticleTest {

    private static final Endpoint ENDPOINT = new Endpoint(EndpointType.HTTP, "10.0.0.77", 9080, "");
    private static final Identity IDENTITY = new Identity("reviews", Tags.of("v1"));
    private static final Instance OURS = new Instance("id7", "reviews", ENDPOINT, Tags.of("v1"), InstanceStatus.UP);

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer registry = FakeServer.start(vertx);
    private final FakeServer application = FakeServer.start(vertx);
    private final Meters meters = new Meters();
    private Application running = Application.ofSomebodyElse();
    private final LogLines log = LogLines.of(RegistrationVerticle.class.getPackage());
    private Published<Health> health = Published.on(vertx, Topics.HEALTH);

    @BeforeEach
    void listen() {
        Topics.registerCodec(vertx);
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
    void registersAtOnceAndBeatsEveryThirdOfTheGrantedTtl() {
        registry.answers(granting(1));
        deploy();

        await().until(() -> registry.count("PUT") >= 3);

        assertThat(registry.count("POST")).isEqualTo(1);
        assertThat(registry.calls().get(0).body())
                .isEqualTo(
                        "{\"service_name\":\"reviews\",\"endpoint\":{\"type\":\"http\",\"value\":\"10.0.0.77:9080\"},"
                                + "\"tags\":[\"v1\"],\"ttl\":60}");
        assertThat(registry.calls().get(1).uri()).isEqualTo("/api/v1/instances/id7/heartbeat");
        assertThat(health.all()).extracting(Health::state).containsExactly(Health.State.UP);
        assertThat(log.count("registered")).isEqualTo(1);
    }

    @Test
    void registersAgainAtOnceWithTheSameContentWhenItIsForgotten() {
        registry.answers(call -> call.method().equals("PUT") && registry.count("POST") == 1
                ? Reply.of(410, "{\"Error\":\"Failed to renew instance registration\"}")
                : granting(1).apply(call));
        deploy();

        await().until(() -> registry.count("POST") == 2 && registry.count("PUT") >= 2);

        List<FakeServer.Call> posts = registry.calls().stream()
                .filter(call -> call.method().equals("POST"))
                .toList();
        assertThat(posts.get(1).body()).isEqualTo(posts.get(0).body());
        assertThat(health.all())
                .extracting(Health::state)
                .containsExactly(Health.State.UP, Health.State.DOWN, Health.State.UP);
    }

    @Test
    void triesUntilTheRegistryIsThere() {
        int port = registry.port();
        registry.close();
        deploy();
        await().until(() -> log.count("cannot register") == 1);

        try (FakeServer late = FakeServer.startAgain(vertx, port)) {
            late.answers(granting(60));
            await().until(() -> late.count("POST") == 1);
            await().until(() -> !health.all().isEmpty());
        }
        assertThat(log.count("cannot register")).isEqualTo(1);
    }

    @Test
    void keepsBeatingThroughFailuresAndSaysSoOnce() {
        registry.answers(granting(1));
        deploy();
        await().until(() -> registry.count("PUT") >= 1);
        registry.always(Reply.of(500, ""));
        long before = registry.count("PUT");
        await().until(() -> registry.count("PUT") >= before + 4);
        registry.answers(granting(1));
        await().until(() -> health.all().size() == 3);

        assertThat(registry.count("POST")).isEqualTo(1);
        assertThat(log.count("heartbeat failed")).isEqualTo(1);
        assertThat(log.count("heartbeats are answered again")).isEqualTo(1);
        assertThat(health.all())
                .extracting(Health::state)
                .containsExactly(Health.State.UP, Health.State.DEGRADED, Health.State.UP);
    }

    @Test
    void beatsAtOnceWhenTheRegistryIsBack() {
        registry.answers(granting(600));
        deploy();
        await().until(() -> health.all().size() == 1);

        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.DEGRADED, "away"));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.UP, "answers"));

        await().until(() -> registry.count("PUT") == 1);
    }

    @Test
    void beatsAtOnceWhenItIsNotListed() {
        registry.answers(granting(600));
        deploy();
        await().until(() -> health.all().size() == 1);
        Topics.CATALOG.publish(vertx, Catalog.of(List.of(OURS)));

        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> registry.count("PUT") == 1);

        Topics.CATALOG.publish(vertx, new Catalog(List.of(OURS), Set.of("id7"), List.of()));
        await().until(() -> registry.count("PUT") == 2);
    }

    @Test
    void doesNotBeatTwiceInHalfASecondHoweverOftenItIsAsked() {
        registry.answers(granting(600));
        deploy();
        await().until(() -> health.all().size() == 1);

        long begun = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        }
        await().until(() -> registry.count("PUT") == 1);
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> registry.count("PUT") == 2);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void registersAgainWithARegistryThatWasStartedEmpty() {
        registry.answers(granting(600));
        deploy();
        await().until(() -> health.all().size() == 1);
        registry.answers(call -> call.method().equals("PUT") && registry.count("POST") == 1
                ? Reply.of(410, "")
                : granting(600).apply(call));

        Topics.CATALOG.publish(vertx, Catalog.EMPTY);

        await().until(() -> registry.count("POST") == 2);
    }

    @Test
    void deregistersOnce() {
        registry.answers(granting(60));
        RegistrationVerticle verticle = verticle(new Token.None());
        String id = Await.result(vertx.deployVerticle(verticle));
        await().until(() -> health.all().size() == 1);

        assertThat(Await.result(verticle.deregister())).isTrue();
        assertThat(Await.result(verticle.deregister())).isTrue();
        Await.result(vertx.undeploy(id));

        assertThat(registry.count("DELETE")).isEqualTo(1);
        assertThat(registry.calls().get(registry.calls().size() - 1).uri()).isEqualTo("/api/v1/instances/id7");
        assertThat(health.last().state()).isEqualTo(Health.State.DOWN);
    }

    @Test
    void deregistersWhenItIsStopped() {
        registry.answers(granting(60));
        String id = deploy();
        await().until(() -> health.all().size() == 1);

        Await.result(vertx.undeploy(id));

        assertThat(registry.count("DELETE")).isEqualTo(1);
    }

    @Test
    void deregistersAgainUntilItIsAnswered() {
        registry.answers(granting(60));
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> health.all().size() == 1);
        registry.answers(call -> registry.count("DELETE") < 3 ? Reply.of(500, "") : Reply.of(410, ""));

        assertThat(Await.result(verticle.deregister())).isTrue();

        assertThat(registry.count("DELETE")).isEqualTo(3);
        assertThat(log.count("deregistered")).isEqualTo(1);
    }

    @Test
    void saysThatItWasDrainedAndNotThatTheSidecarStops() {
        registry.answers(granting(60));
        Await.result(vertx.deployVerticle(verticle(new Token.None())));
        await().until(() -> health.all().size() == 1);

        Topics.DRAIN.publish(vertx, new Drain("maintenance"));

        await().until(() -> health.all().size() == 2);
        assertThat(health.all().get(1).detail()).isEqualTo("deregistered: drained");
    }

    @Test
    void deregistersWhileAHeartbeatHangs() {
        registry.answers(call ->
                call.method().equals("PUT") ? Reply.nothing() : granting(1).apply(call));
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> registry.count("PUT") == 1);

        assertThat(Await.result(verticle.deregister())).isTrue();

        assertThat(registry.count("DELETE")).isEqualTo(1);
        assertThat(log.count("deregistered")).isEqualTo(1);
    }

    @Test
    void deregistersAgainWhenTheFirstAttemptHangs() {
        registry.answers(call -> call.method().equals("DELETE") && registry.count("DELETE") == 1
                ? Reply.nothing()
                : granting(60).apply(call));
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> health.all().size() == 1);

        assertThat(Await.result(verticle.deregister())).isTrue();

        assertThat(registry.count("DELETE")).isEqualTo(2);
        assertThat(log.count("deregistered")).isEqualTo(1);
        assertThat(log.count("cannot deregister in time")).isZero();
    }

    @Test
    void deregistersAgainWhenItStopsWhileTakingItOutHangs() {
        registry.answers(call -> call.method().equals("DELETE") && registry.count("DELETE") == 1
                ? Reply.nothing()
                : granting(60).apply(call));
        RegistrationVerticle verticle = takingOut();

        assertThat(Await.result(verticle.deregister())).isTrue();

        assertThat(registry.count("DELETE")).isEqualTo(2);
        assertThat(log.count("deregistered")).isEqualTo(1);
    }

    @Test
    void endsACheckThatHangsWhenItStops() {
        registry.answers(granting(60));
        application.always(Reply.nothing());
        RegistrationVerticle verticle = verticle(new Token.None(), checking(application));
        String id = Await.result(vertx.deployVerticle(verticle));
        await().until(() -> application.calls().size() == 1);

        Await.result(vertx.undeploy(id));

        Await.result(verticle.checksEnded());
        assertThat(log.count("health check fails")).isZero();
    }

    @Test
    void registersNobodyWhoIsDownFromTheBeginning() {
        registry.answers(granting(60));
        running = new Application(() -> Health.State.DOWN, Map.of());
        deploy();
        await().until(() -> last(Health.Part.REGISTRATION).detail().contains("not healthy"));
        assertThat(registry.calls()).isEmpty();

        Topics.HEALTH.publish(vertx, new Health(Health.Part.APPLICATION, Health.State.UP, "runs"));

        await().until(() -> registry.count("POST") == 1);
    }

    @Test
    void beatsWhenTheRegistryIsSaidToBeUpForTheFirstTime() {
        registry.answers(granting(600));
        deploy();
        await().until(() -> health.all().size() == 1);

        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.UP, "answers"));

        await().until(() -> registry.count("PUT") == 1);
    }

    @Test
    void givesUpDeregistrationAfterTwoSeconds() {
        registry.answers(granting(60));
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> health.all().size() == 1);
        registry.always(Reply.nothing());
        long begun = System.nanoTime();

        assertThat(Await.result(verticle.deregister())).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(5));
        assertThat(log.count("cannot deregister in time")).isEqualTo(1);
    }

    @Test
    void wasNeverRegisteredWhereTheRegistryNeverAnswered() {
        registry.always(Reply.of(500, ""));
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> registry.count("POST") >= 1);

        assertThat(Await.result(verticle.deregister())).isFalse();
        assertThat(registry.count("DELETE")).isZero();
    }

    @Test
    void takesOutARegistrationThatWasJustUnderWay() {
        registry.answers(call -> call.method().equals("POST")
                ? response -> vertx.setTimer(
                        300,
                        fired -> Reply.of(201, "{\"id\":\"id7\",\"ttl\":60}").send(response))
                : Reply.ok(""));
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> registry.count("POST") == 1);

        assertThat(Await.result(verticle.deregister())).isTrue();
        assertThat(registry.count("DELETE")).isEqualTo(1);
    }

    @Test
    void saysOnceThatItsTokenIsRefusedAndNeverWhatItIs() {
        registry.always(Reply.of(401, ""));
        Await.result(vertx.deployVerticle(verticle(new Token.Given(new Secret("CANARY")))));
        await().until(() -> log.count("cannot register") == 1);
        // Somebody asks for another attempt, which fails alike.
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> registry.count("POST") == 2);
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> registry.count("POST") == 3);

        assertThat(log.all()).filteredOn(line -> line.contains("token refused")).hasSize(1);
        assertThat(log.all()).noneMatch(line -> line.contains("CANARY"));
    }

    @Test
    void registersOnlyWhenTheHealthChecksPass() {
        registry.answers(granting(60));
        application.always(Reply.of(503, ""));
        deploy(checking(application));
        await().until(() -> application.calls().size() >= 3);

        assertThat(registry.calls()).isEmpty();
        assertThat(health.all()).extracting(Health::part).contains(Health.Part.REGISTRATION, Health.Part.HEALTH_CHECKS);
        application.always(Reply.ok(""));

        await().until(() -> registry.count("POST") == 1);
        await().until(() -> last(Health.Part.REGISTRATION).state() == Health.State.UP);
        assertThat(last(Health.Part.HEALTH_CHECKS).state()).isEqualTo(Health.State.UP);
        assertThat(healthCheckMetric()).isEqualTo(1);
    }

    @Test
    void takesAnUnhealthyApplicationOutAndBeatsNoMore() {
        registry.answers(granting(1));
        application.always(Reply.ok(""));
        deploy(checking(application));
        await().until(() -> registry.count("PUT") >= 1);

        application.always(Reply.of(500, ""));
        await().until(() -> registry.count("DELETE") == 1);
        await().until(() -> log.count("deregistered") == 1);
        long beats = registry.count("PUT");
        int asked = application.calls().size();
        await().until(() -> application.calls().size() > asked + 30);

        assertThat(registry.count("PUT")).isEqualTo(beats);
        assertThat(registry.count("DELETE")).isEqualTo(1);
        assertThat(registry.count("POST")).isEqualTo(1);
        assertThat(last(Health.Part.REGISTRATION).detail()).contains("not healthy");
        assertThat(last(Health.Part.HEALTH_CHECKS).detail()).contains("answered 500");
        assertThat(healthCheckMetric()).isZero();

        application.always(Reply.ok(""));
        await().until(() -> registry.count("POST") == 2);
        await().until(() -> registry.count("PUT") > beats);
    }

    @Test
    void deregistersAnUnhealthyApplicationUntilItIsAnswered() {
        registry.answers(call -> call.method().equals("DELETE") && registry.count("DELETE") < 3
                ? Reply.of(500, "")
                : granting(60).apply(call));
        application.always(Reply.ok(""));
        deploy(checking(application));
        await().until(() -> registry.count("POST") == 1);

        application.always(Reply.of(500, ""));

        await().until(() -> registry.count("DELETE") == 3);
        await().until(() -> log.count("deregistered") == 1);
        assertThat(log.count("cannot deregister; trying again")).isEqualTo(1);
    }

    @Test
    void deregistersAnUnhealthyApplicationWhileAHeartbeatHangs() {
        registry.answers(call ->
                call.method().equals("PUT") ? Reply.nothing() : granting(600).apply(call));
        application.always(Reply.ok(""));
        deploy(checking(application));
        await().until(() -> registry.count("POST") == 1);
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> registry.count("PUT") == 1);

        application.always(Reply.of(500, ""));

        await().atMost(Duration.ofSeconds(5)).until(() -> registry.count("DELETE") == 1);
    }

    @Test
    void takesOutARegistrationThatIsGrantedToAnApplicationThatHasFailedMeanwhile() {
        registry.answers(call -> call.method().equals("POST")
                ? response -> vertx.setTimer(
                        1000,
                        fired -> Reply.of(201, "{\"id\":\"id7\",\"ttl\":60}").send(response))
                : Reply.ok(""));
        application.always(Reply.ok(""));
        deploy(checking(application));
        await().until(() -> registry.count("POST") == 1);

        application.always(Reply.of(500, ""));

        await().until(() -> registry.count("DELETE") == 1);
        await().until(() -> last(Health.Part.REGISTRATION).state() == Health.State.DOWN);
        assertThat(registry.count("PUT")).isZero();
    }

    @Test
    void hasNobodyToWaitForWhenItStopsWhileUnhealthy() {
        registry.answers(granting(60));
        application.always(Reply.ok(""));
        RegistrationVerticle verticle = verticle(new Token.None(), checking(application));
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> registry.count("POST") == 1);
        application.always(Reply.of(500, ""));
        await().until(() -> log.count("deregistered") == 1);
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);

        assertThat(Await.result(verticle.deregister())).isFalse();

        assertThat(registry.count("DELETE")).isEqualTo(1);
        assertThat(registry.count("PUT")).isZero();
    }

    @Test
    void takesOutWhatTheRegistryListsOfAnApplicationThatIsNotHealthyYet() {
        registry.answers(granting(60));
        application.always(Reply.of(503, ""));
        deploy(checking(application));
        await().until(() -> application.calls().size() >= 3);

        Topics.CATALOG.publish(vertx, Catalog.of(List.of(OURS)));

        await().until(() -> registry.count("DELETE") == 1);
        assertThat(registry.calls().get(0).uri()).isEqualTo("/api/v1/instances/id7");
        application.always(Reply.ok(""));
        await().until(() -> registry.count("POST") == 1);
    }

    @Test
    void isOutWhileTheApplicationDoesNotRun() {
        registry.answers(granting(60));
        deploy();
        await().until(() -> registry.count("POST") == 1);

        Topics.HEALTH.publish(vertx, new Health(Health.Part.APPLICATION, Health.State.DOWN, "ended"));
        await().until(() -> registry.count("DELETE") == 1);
        Topics.HEALTH.publish(vertx, new Health(Health.Part.APPLICATION, Health.State.DEGRADED, "started again"));

        await().until(() -> registry.count("POST") == 2);
    }

    @Test
    void anApplicationThatWasStartedAgainHasToPassAnew() {
        registry.answers(granting(60));
        application.always(Reply.ok(""));
        deploy(checking(application));
        await().until(() -> registry.count("POST") == 1);
        Topics.HEALTH.publish(vertx, new Health(Health.Part.APPLICATION, Health.State.DOWN, "ended"));
        await().until(() -> registry.count("DELETE") == 1);

        application.always(Reply.nothing());
        Topics.HEALTH.publish(vertx, new Health(Health.Part.APPLICATION, Health.State.UP, "runs"));
        await().until(() -> last(Health.Part.HEALTH_CHECKS).detail().endsWith("has not passed yet"));
        int asked = application.calls().size();
        await().until(() -> application.calls().size() > asked);

        assertThat(registry.count("POST")).isEqualTo(1);
    }

    @Test
    void doesNotDeregisterTwiceWhenItStopsWhileItIsBeingTakenOut() {
        registry.answers(call -> call.method().equals("DELETE")
                ? response -> vertx.setTimer(300, fired -> Reply.ok("").send(response))
                : granting(60).apply(call));
        RegistrationVerticle verticle = takingOut();

        assertThat(Await.result(verticle.deregister())).isFalse();

        assertThat(registry.count("DELETE")).isEqualTo(1);
        assertThat(log.count("deregistered")).isEqualTo(1);
    }

    @Test
    void checksNoMoreOnceItLeaves() {
        registry.answers(granting(60));
        application.always(Reply.ok(""));
        RegistrationVerticle verticle = verticle(new Token.None(), checking(application));
        String id = Await.result(vertx.deployVerticle(verticle));
        await().until(() -> registry.count("POST") == 1);

        assertThat(Await.result(verticle.deregister())).isTrue();
        application.always(Reply.of(500, ""));
        Await.result(verticle.replaceHealthChecks(checking(application)));
        Await.result(vertx.undeploy(id));

        assertThat(log.count("health check fails")).isZero();
        assertThat(registry.count("DELETE")).isEqualTo(1);
        assertThat(registry.count("POST")).isEqualTo(1);
    }

    @Test
    void goesByTheHealthChecksThatReplaceOthers() {
        registry.answers(granting(60));
        application.always(Reply.of(500, ""));
        RegistrationVerticle verticle = verticle(new Token.None(), List.of());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> registry.count("POST") == 1);

        Await.result(verticle.replaceHealthChecks(checking(application)));
        await().until(() -> registry.count("DELETE") == 1);
        Await.result(verticle.replaceHealthChecks(List.of()));

        await().until(() -> registry.count("POST") == 2);
        assertThat(meters.snapshot().series(Metric.HEALTH_CHECK)).isEmpty();
    }

    @Test
    void beatsAgainAtOnceWhenTheRegistryIsBackAndAHeartbeatStillHangs() {
        registry.answers(call -> call.method().equals("PUT") && registry.count("PUT") == 1
                ? Reply.nothing()
                : granting(600).apply(call));
        deploy();
        await().until(() -> registry.count("POST") == 1);
        await().until(() -> !health.all().isEmpty());
        Topics.CATALOG.publish(vertx, Catalog.EMPTY);
        await().until(() -> registry.count("PUT") == 1);

        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.DEGRADED, "away"));
        Topics.HEALTH.publish(vertx, new Health(Health.Part.REGISTRY, Health.State.UP, "answers"));

        await().atMost(Duration.ofSeconds(5)).until(() -> registry.count("PUT") == 2);
    }

    @Test
    void saysAlsoThatItsFirstRegistrationFails() {
        registry.always(Reply.of(500, ""));
        deploy();

        await().until(() -> !health.all().isEmpty());

        assertThat(health.last().state()).isEqualTo(Health.State.DOWN);
        assertThat(health.last().detail()).contains("answered 500");
    }

    private static List<HealthCheckOptions> checking(FakeServer application) {
        HealthCheckTarget target = new HealthCheckTarget.Http(
                URI.create(application.url() + "/health"), "GET", Optional.empty(), Optional.empty());
        Duration interval = Duration.ofMillis(50);
        return List.of(new HealthCheckOptions(target, interval, Duration.ofSeconds(5), 2, 3, Duration.ofSeconds(30)));
    }

    private Health last(Health.Part part) {
        return health.all().stream()
                .filter(said -> said.part() == part)
                .reduce((first, second) -> second)
                .orElse(new Health(part, Health.State.DOWN, "nothing said yet"));
    }

    private double healthCheckMetric() {
        return ((MetricsSnapshot.Value)
                        meters.snapshot().series(Metric.HEALTH_CHECK).get(0))
                .value();
    }

    private String deploy(List<HealthCheckOptions> checks) {
        return Await.result(vertx.deployVerticle(verticle(new Token.None(), checks)));
    }

    private String deploy() {
        return Await.result(vertx.deployVerticle(verticle(new Token.None())));
    }

    /** Registered, and asking the registry to take the application out, since that has ended. */
    private RegistrationVerticle takingOut() {
        RegistrationVerticle verticle = verticle(new Token.None());
        Await.result(vertx.deployVerticle(verticle));
        await().until(() -> last(Health.Part.REGISTRATION).state() == Health.State.UP);
        Topics.HEALTH.publish(vertx, new Health(Health.Part.APPLICATION, Health.State.DOWN, "ended"));
        await().until(() -> registry.count("DELETE") == 1);
        return verticle;
    }

    private RegistrationVerticle verticle(Token token) {
        return verticle(token, List.of());
    }

    private RegistrationVerticle verticle(Token token, List<HealthCheckOptions> checks) {
        ServerOptions options = new ServerOptions(registry.url(), token, Duration.ofSeconds(15));
        return new RegistrationVerticle(
                RegistryClient.http(vertx, options),
                IDENTITY,
                new RegistrationOptions(ENDPOINT, options, checks),
                running,
                meters);
    }

    private static java.util.function.Function<FakeServer.Call, Reply> granting(int ttlSeconds) {
        return call -> call.method().equals("POST")
                ? Reply.of(201, "{\"id\":\"id7\",\"ttl\":" + ttlSeconds + "}")
                : Reply.ok("");
    }
}
