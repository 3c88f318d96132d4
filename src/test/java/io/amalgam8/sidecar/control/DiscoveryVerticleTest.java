package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.client.RegistryClient;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.Published;
import io.amalgam8.sidecar.wire.CatalogJson;
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

final class DiscoveryVerticleTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer registry = FakeServer.start(vertx);
    private final LogLines log = LogLines.of(DiscoveryVerticle.class.getPackage());
    private Published<Catalog> catalogs = Published.on(vertx, Topics.CATALOG);
    private Published<Health> health = Published.on(vertx, Topics.HEALTH);

    @BeforeEach
    void listen() {
        Topics.registerCodec(vertx);
        catalogs = Published.on(vertx, Topics.CATALOG);
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
    void publishesTheCatalogAtOnceAndThenOnlyItsChanges() {
        registry.always(listing("a1", "a2"));
        deploy(Optional.empty());
        polls(5);
        assertThat(catalogs.all()).hasSize(1);

        registry.always(listing("a2", "a1"));
        polls(3);
        assertThat(catalogs.all()).as("another order is no change").hasSize(1);

        registry.always(listing("a1", "a2", "a3"));
        await().until(() -> catalogs.all().size() == 2);
        assertThat(ids(catalogs.last())).containsExactly("a1", "a2", "a3");
    }

    static Stream<Reply> failures() {
        return Stream.of(
                Reply.of(500, "{\"Error\":\"broken\"}"),
                Reply.of(503, ""),
                Reply.of(404, "{}"),
                Reply.redirect("http://127.0.0.1:1/"),
                Reply.ok("<html><body>Bad Gateway</body></html>"),
                Reply.ok(""),
                Reply.ok("[]"),
                Reply.ok("{}"),
                Reply.ok("{\"instances\":\"none\"}"),
                Reply.ok("{\"instances\":[{\"id\":\"a1\",\"serv"),
                Reply.cut("{\"instances\":[]}"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void keepsItsCatalogThroughAnyFailureAndSaysOnceThatItGoesAndOnceThatItIsBack(Reply failure) {
        registry.always(listing("a1", "a2"));
        deploy(Optional.empty());
        await().until(() -> catalogs.all().size() == 1);

        registry.always(failure);
        polls(6);
        assertThat(health.last().state()).isEqualTo(Health.State.DEGRADED);
        registry.always(listing("a1", "a2"));
        await().until(() -> health.last().state() == Health.State.UP);

        assertThat(catalogs.all()).hasSize(1);
        assertThat(log.count("server is away")).isEqualTo(1);
        assertThat(log.count("server is back")).isEqualTo(1);
        assertThat(health.all())
                .extracting(Health::part)
                .containsOnly(Health.Part.REGISTRY)
                .hasSize(3);
    }

    @Test
    void saysOnceThatItsTokenIsRefusedAndNeverWhatItIs() {
        registry.always(Reply.of(401, "{\"Error\":\"Authorization failure, invalid token\"}"));
        deploy(Optional.empty(), new Token.Given(new Secret("CANARY")));
        polls(5);

        assertThat(log.all()).filteredOn(line -> line.contains("token refused")).hasSize(1);
        assertThat(log.all()).noneMatch(line -> line.contains("CANARY"));
        assertThat(health.last().state()).isEqualTo(Health.State.DOWN);
    }

    @Test
    void waitsForARegistryThatIsNotThereYet() {
        int port = registry.port();
        registry.close();
        deploy(Optional.empty());
        await().until(() -> !health.all().isEmpty());
        assertThat(health.last().state()).isEqualTo(Health.State.DOWN);
        await().until(() -> log.count("server is away; nothing is known yet") == 1);

        try (FakeServer late = FakeServer.startAgain(vertx, port)) {
            late.always(listing("a1"));
            await().until(() -> !catalogs.all().isEmpty());
            assertThat(health.last().state()).isEqualTo(Health.State.UP);
        }
    }

    @Test
    void believesAnEmptyRegistryOnlyAtTheThirdTime() {
        registry.always(listing("a1", "a2", "b1"));
        deploy(Optional.empty());
        await().until(() -> catalogs.all().size() == 1);

        registry.always(listing());
        await().until(() -> catalogs.all().size() == 3);

        Catalog doubted = catalogs.all().get(1);
        assertThat(ids(doubted)).containsExactly("a1", "a2", "b1");
        assertThat(doubted.suspects()).containsExactlyInAnyOrder("a1", "a2", "b1");
        assertThat(catalogs.last()).isEqualTo(Catalog.EMPTY);
        assertThat(log.count("registry no longer lists instances")).isEqualTo(1);
    }

    @Test
    void forgetsItsDoubtsWhenAllIsBack() {
        registry.always(listing("a1", "a2"));
        deploy(Optional.empty());
        await().until(() -> catalogs.all().size() == 1);
        long before = registry.count("GET");
        // One empty answer only.
        registry.answers(call -> registry.count("GET") == before + 1 ? listing() : listing("a1", "a2"));

        await().until(() -> catalogs.all().size() >= 3 || registry.count("GET") > before + 3);
        assertThat(catalogs.last()).isEqualTo(catalogs.all().get(0));
    }

    @Test
    void leavesOutWhatCannotBeUsedAndSaysSoOnce() {
        registry.always(Reply.ok("{\"instances\":[" + instance("a1") + ",{\"id\":\"bad\",\"service_name\":\"s\","
                + "\"endpoint\":{\"type\":\"http\",\"value\":\"h:70000\"}}]}"));
        deploy(Optional.empty());
        polls(4);

        assertThat(ids(catalogs.last())).containsExactly("a1");
        assertThat(log.all())
                .filteredOn(line -> line.startsWith("instance left out"))
                .singleElement()
                .asString()
                .contains("bad")
                .contains("h:70000");
    }

    @Test
    void goesOnWithWhatWasSavedWhenTheRegistryDoesNotAnswerAtFirst() {
        registry.always(Reply.of(500, ""));
        deploy(Optional.of(catalog("a1", "a2")));
        await().until(() -> !health.all().isEmpty());

        assertThat(ids(catalogs.last())).containsExactly("a1", "a2");
        assertThat(health.last().state()).isEqualTo(Health.State.DEGRADED);

        registry.always(listing("a1", "a2", "a3"));
        await().until(() -> catalogs.all().size() == 2);
        assertThat(ids(catalogs.last())).containsExactly("a1", "a2", "a3");
    }

    @Test
    void goesOnWithWhatWasSavedWhenTheRegistryHangsAtFirst() {
        registry.always(Reply.nothing());
        RegistryClient client = RegistryClient.http(vertx, new ServerOptions(registry.url(), new Token.None(), OFTEN));
        Await.result(vertx.deployVerticle(
                new DiscoveryVerticle(client, OFTEN, Optional.of(catalog("a1", "a2")), OFTEN, new Meters())));

        await().atMost(Duration.ofSeconds(5)).until(() -> !catalogs.all().isEmpty());
        assertThat(ids(catalogs.last())).containsExactly("a1", "a2");
        assertThat(log.count("registry does not answer at the start")).isEqualTo(1);
    }

    @Test
    void doubtsARegistryThatListsNobodyAtTheStartOfWhatWasSaved() {
        registry.always(listing());
        deploy(Optional.of(catalog("a1", "a2")));
        await().until(() -> catalogs.all().size() == 2);

        Catalog doubted = catalogs.all().get(0);
        assertThat(ids(doubted)).containsExactly("a1", "a2");
        assertThat(doubted.suspects()).containsExactlyInAnyOrder("a1", "a2");
        assertThat(catalogs.last()).isEqualTo(Catalog.EMPTY);
        assertThat(log.count("registry no longer lists instances")).isEqualTo(1);
    }

    @Test
    void looksAtNothingSavedWhenTheRegistryAnswers() {
        registry.always(listing("a1"));
        deploy(Optional.of(catalog("old1", "old2")));
        polls(3);

        assertThat(ids(catalogs.last())).containsExactly("a1");
        assertThat(catalogs.all()).hasSize(1);
    }

    @Test
    void stopsWhileTheRegistryHangs() {
        registry.always(Reply.nothing());
        String id = deploy(Optional.empty());
        await().until(() -> registry.count("GET") == 1);
        long before = System.nanoTime();

        Await.result(vertx.undeploy(id));

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(catalogs.all()).isEmpty();
    }

    private String deploy(Optional<Catalog> saved) {
        return deploy(saved, new Token.None());
    }

    private String deploy(Optional<Catalog> saved, Token token) {
        RegistryClient client = RegistryClient.http(vertx, new ServerOptions(registry.url(), token, OFTEN));
        return Await.result(vertx.deployVerticle(new DiscoveryVerticle(client, OFTEN, saved, new Meters())));
    }

    /** Waits for so many more polls to begin. */
    private void polls(int more) {
        long before = registry.count("GET");
        await().until(() -> registry.count("GET") >= before + more);
    }

    private static Catalog catalog(String... ids) {
        return CatalogJson.read(document(ids).getBytes(StandardCharsets.UTF_8));
    }

    private static Reply listing(String... ids) {
        return Reply.ok(document(ids));
    }

    private static String document(String... ids) {
        return Arrays.stream(ids)
                .map(DiscoveryVerticleTest::instance)
                .collect(Collectors.joining(",", "{\"instances\":[", "]}"));
    }

    private static String instance(String id) {
        return "{\"id\":\"" + id + "\",\"service_name\":\"" + id.charAt(0) + "\",\"endpoint\":{\"type\":\"http\","
                + "\"value\":\"" + id + ":80\"}}";
    }

    private static java.util.List<String> ids(Catalog catalog) {
        return catalog.instances().stream().map(Instance::id).toList();
    }
}
