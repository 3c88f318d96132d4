package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Health.Part;
import io.amalgam8.sidecar.bus.Health.State;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final Meters meters = new Meters("2.0.0");
    private volatile Supplier<RoutingTable> table = RoutingTable::unknown;
    private AdminVerticle admin = AdminVerticle.routing(new AdminOptions("127.0.0.1", 0), () -> table.get(), meters);

    @BeforeEach
    void deploy() throws Exception {
        Topics.registerCodec(vertx);
        await(vertx.deployVerticle(admin));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void isAliveAsSoonAsItAnswers() throws Exception {
        HttpResponse<Buffer> response = get("/livez");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.bodyAsJsonObject().getString("status")).isEqualTo("alive");
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void isReadyFromTheCompleteTableToTheStop() throws Exception {
        HttpResponse<Buffer> starting = get("/readyz");
        assertThat(starting.statusCode()).isEqualTo(503);
        assertThat(starting.bodyAsJsonObject().getJsonArray("reasons").getString(0))
                .isEqualTo("sidecar is starting");
        say(Part.SIDECAR, State.UP, "");
        HttpResponse<Buffer> incomplete = get("/readyz");
        assertThat(incomplete.statusCode()).isEqualTo(503);
        assertThat(incomplete.bodyAsJsonObject().getJsonArray("reasons").getString(0))
                .startsWith("routing table is not complete");
        use(tableOf(Catalog.EMPTY, RuleSet.EMPTY));
        HttpResponse<Buffer> ready = get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.bodyAsJsonObject()).isEqualTo(new JsonObject().put("status", "ready"));
        say(Part.SIDECAR, State.DOWN, "stopping");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void isNotReadyWhileAnEventLoopIsStuck() throws Exception {
        use(tableOf(Catalog.EMPTY, RuleSet.EMPTY));
        say(Part.SIDECAR, State.UP, "");
        RequestMeters loop = meters.forEventLoop();
        loop.late(0, System.nanoTime() - Duration.ofSeconds(5).toNanos());
        HttpResponse<Buffer> stuck = get("/readyz");
        assertThat(stuck.statusCode()).isEqualTo(503);
        assertThat(stuck.bodyAsJsonObject().getJsonArray("reasons").getString(0))
                .startsWith("an event loop has not moved for 5 s");
        loop.late(5_000_000_000L, System.nanoTime());
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void saysThatItIsDegradedWhileTheControlPlaneIsAway() throws Exception {
        use(tableOf(Catalog.EMPTY, RuleSet.EMPTY));
        say(Part.SIDECAR, State.UP, "");
        say(Part.REGISTRY, State.DEGRADED, "connection refused");
        HttpResponse<Buffer> response = get("/readyz");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.bodyAsJsonObject())
                .isEqualTo(new JsonObject(
                        "{\"status\":\"degraded\",\"reasons\":[\"registry is degraded: connection refused\"]}"));
        JsonObject verbose = get("/readyz?verbose").bodyAsJsonObject();
        assertThat(verbose.getJsonObject("parts").getJsonObject("registry"))
                .isEqualTo(new JsonObject("{\"state\":\"degraded\",\"detail\":\"connection refused\"}"));
        assertThat(verbose.getJsonObject("parts").getJsonObject("sidecar").getString("state"))
                .isEqualTo("up");
        assertThat(get("/healthz").bodyAsJsonObject()).isEqualTo(verbose);
    }

    @Test
    void needsNoTableWhereNothingIsRouted() throws Exception {
        admin = AdminVerticle.registering(new AdminOptions("127.0.0.1", 0), meters);
        await(vertx.deployVerticle(admin));
        say(Part.SIDECAR, State.UP, "");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void isScrapedAsTextOrOpenMetrics() throws Exception {
        meters.forEventLoop().finished("reviews", "v1", 200, "", 1);
        HttpResponse<Buffer> text = get("/metrics");
        assertThat(text.getHeader("Content-Type")).startsWith("text/plain; version=0.0.4");
        String series = "a8_requests_total{code=\"200\",flags=\"\",service=\"reviews\",version=\"v1\"}";
        assertThat(PrometheusText.read(text.bodyAsString()).value(series)).isEqualTo(1);
        HttpResponse<Buffer> open = await(request(HttpMethod.GET, "/metrics")
                .putHeader("Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1")
                .send());
        assertThat(open.getHeader("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(PrometheusText.read(open.bodyAsString()).value(series)).isEqualTo(1);
    }

    @Test
    void showsInstancesRoutesAndActionsInAmalgam8sShape() throws Exception {
        assertThat(get("/a8-admin").bodyAsJsonObject())
                .isEqualTo(new JsonObject("{\"instances\":{},\"routes\":{},\"actions\":{}}"));
        Instance instance = new Instance(
                "id1", "reviews", Endpoint.parse(EndpointType.HTTP, "10.0.0.1:9080"), Tags.of("v1"), InstanceStatus.UP);
        use(tableOf(Catalog.of(List.of(instance)), RuleSet.of(routeRule(), delayRule())));
        JsonObject state = get("/a8-admin").bodyAsJsonObject();
        assertThat(state.getJsonObject("instances").getJsonArray("reviews").getJsonObject(0))
                .isEqualTo(new JsonObject("{\"id\":\"id1\",\"service_name\":\"reviews\",\"endpoint\":"
                        + "{\"type\":\"http\",\"value\":\"10.0.0.1:9080\"},\"status\":\"UP\",\"tags\":[\"v1\"]}"));
        assertThat(state.getJsonObject("routes")
                        .getJsonArray("reviews")
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo("route1");
        assertThat(state.getJsonObject("actions")
                        .getJsonArray("reviews")
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo("delay1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:5813", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:5813"})
    void answersToLocalNames(String host) throws Exception {
        assertThat(await(request(HttpMethod.GET, "/").putHeader("Host", host).send())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:5813", "localhost.evil.example", "127.0.0.1.nip.io", "10.0.0.1", ""
            })
    void refusesNamesThatMayBeMadeToLeadHere(String host) throws Exception {
        for (String path : List.of("/", "/livez", "/metrics", "/a8-admin")) {
            HttpResponse<Buffer> response =
                    await(request(HttpMethod.GET, path).putHeader("Host", host).send());
            assertThat(response.statusCode()).isEqualTo(421);
            assertThat(response.bodyAsJsonObject().getString("error")).isEqualTo("misdirected_request");
        }
    }

    @Test
    void showsWhatTheHealthChecksSayWhereThereAreAny() throws Exception {
        Topics.APPLICATION_HEALTH.publish(
                vertx,
                new ApplicationHealth(List.of(
                        new ApplicationHealth.Check(
                                "tcp://localhost:9090", "tcp:localhost:9090", ApplicationHealth.State.HEALTHY, ""),
                        new ApplicationHealth.Check(
                                "/opt/check.sh",
                                "file:check.sh",
                                ApplicationHealth.State.UNHEALTHY,
                                "exited with 1"))));

        assertThat(get("/a8-admin").bodyAsJsonObject().getJsonObject("health"))
                .isEqualTo(new JsonObject("{\"status\":\"unhealthy\",\"checks\":["
                        + "{\"check\":\"tcp://localhost:9090\",\"state\":\"healthy\",\"detail\":\"\"},"
                        + "{\"check\":\"/opt/check.sh\",\"state\":\"unhealthy\",\"detail\":\"exited with 1\"}]}"));
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site,             403",
        "Sec-Fetch-Site, same-origin,            200",
        "Sec-Fetch-Site, none,                   200",
        "Origin,         https://evil.example,   403",
        "Origin,         null,                   403",
        "Origin,         http://localhost:3000,  403",
        "Origin,         http://localhost:5813,  200"
    })
    void refusesWhatOtherSitesPagesAsk(String header, String value, int status) throws Exception {
        HttpResponse<Buffer> response = await(request(HttpMethod.GET, "/a8-admin")
                .putHeader("Host", "localhost:5813")
                .putHeader(header, value)
                .send());
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void changesNothing(String method) throws Exception {
        HttpResponse<Buffer> response =
                await(request(HttpMethod.valueOf(method), "/a8-admin").send());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.getHeader("Allow")).isEqualTo("GET, HEAD");
        assertThat(response.bodyAsJsonObject().getString("error")).isEqualTo("method_not_allowed");
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() throws Exception {
        HttpResponse<Buffer> response = await(request(HttpMethod.HEAD, "/livez").send());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isNull();
        assertThat(response.getHeader("Content-Length")).isEqualTo(get("/livez").getHeader("Content-Length"));
    }

    @Test
    void listsWhatThereIsForWhoeverIsLost() throws Exception {
        HttpResponse<Buffer> lost = get("/nowhere");
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(lost.bodyAsJsonObject().getString("error")).isEqualTo("not_found");
        assertThat(lost.bodyAsJsonObject().getJsonArray("endpoints"))
                .isEqualTo(get("/").bodyAsJsonObject().getJsonArray("endpoints"));
        for (Object path : get("/").bodyAsJsonObject().getJsonArray("endpoints")) {
            // The one of events does not end of itself.
            HttpMethod method = path.equals("/events") ? HttpMethod.HEAD : HttpMethod.GET;
            HttpResponse<Buffer> found = await(request(method, path.toString()).send());
            assertThat(found.statusCode()).as(path.toString()).isNotEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/livez%", "/%6civez", "/readyz?%zz"})
    void saysThatAMalformedPathIsMalformed(String target) throws Exception {
        HttpResponse<Buffer> response = get(target);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.bodyAsJsonObject().getString("error")).isEqualTo("bad_request");
    }

    @Test
    void saysNothingOfItsInsidesWhenItFails() throws Exception {
        table = () -> {
            throw new IllegalStateException("a secret of the inside");
        };
        HttpResponse<Buffer> response = get("/a8-admin");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.bodyAsJsonObject())
                .isEqualTo(new JsonObject("{\"error\":\"internal\",\"reason\":\"the sidecar's log says more\"}"));
    }

    @Test
    void namesThePortThatIsTaken() {
        AdminOptions same = new AdminOptions("127.0.0.1", admin.port());
        assertThatThrownBy(() -> await(vertx.deployVerticle(AdminVerticle.routing(same, () -> table.get(), meters))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("admin port: 127.0.0.1:" + admin.port() + " is taken")
                .hasMessageContaining("A8_ADMIN_PORT");
    }

    @Test
    void namesTheAddressThatIsNotOfThisMachine() {
        AdminOptions elsewhere = new AdminOptions("192.0.2.1", 5813);
        assertThatThrownBy(
                        () -> await(vertx.deployVerticle(AdminVerticle.routing(elsewhere, () -> table.get(), meters))))
                .cause()
                .hasMessage(
                        "admin: 192.0.2.1:5813 (expected: an address of this machine; choose another by --admin_host or A8_ADMIN_HOST)");
    }

    @Test
    void answersToOtherMachinesOnlyWhatProbesAndScrapersNeed() throws Exception {
        Optional<String> address = otherAddress();
        Assumptions.assumeTrue(address.isPresent(), "this machine has an address beside its loopback");
        admin = AdminVerticle.routing(new AdminOptions("0.0.0.0", 0), () -> table.get(), meters);
        await(vertx.deployVerticle(admin));
        String host = address.orElseThrow();
        assertThat(getFrom(host, "/livez").statusCode()).isEqualTo(200);
        assertThat(getFrom(host, "/readyz").statusCode()).isEqualTo(503);
        assertThat(getFrom(host, "/metrics").statusCode()).isEqualTo(200);
        for (String path : List.of("/", "/healthz", "/a8-admin", "/nowhere")) {
            assertThat(getFrom(host, path).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(get("/a8-admin").statusCode()).isEqualTo(200);
    }

    private static Optional<String> otherAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    private HttpResponse<Buffer> getFrom(String host, String path) throws Exception {
        return await(client.get(admin.port(), host, path).send());
    }

    private HttpResponse<Buffer> get(String path) throws Exception {
        return await(request(HttpMethod.GET, path).send());
    }

    private HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, admin.port(), "127.0.0.1", path);
    }

    private void use(RoutingTable next) {
        table = () -> next;
    }

    /** Tells it, and waits until it has heard. */
    private void say(Part part, State state, String detail) throws Exception {
        Topics.HEALTH.publish(vertx, new Health(part, state, detail));
        String name = part.name().toLowerCase(Locale.ROOT);
        String heard = new JsonObject()
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("detail", detail)
                .encode();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> get("/healthz").bodyAsString().contains("\"" + name + "\":" + heard));
    }

    private static RoutingTable tableOf(Catalog catalog, RuleSet rules) {
        return RoutingTable.unknown()
                .next(
                        Identity.ANONYMOUS,
                        Optional.of(catalog),
                        Optional.of(rules),
                        expression -> value -> value.contains(expression));
    }

    private static Rule routeRule() {
        Backend backend = new Backend(
                Optional.empty(),
                Tags.of("v1"),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        Route route = new Route(List.of(backend), Optional.empty(), OptionalInt.empty(), Optional.empty());
        return new Rule("route1", 0, "reviews", List.of(), Match.ALWAYS, route);
    }

    private static Rule delayRule() {
        Actions actions = new Actions(List.of(new Actions.Delay(Duration.ofSeconds(2), 0.5, Tags.NONE)));
        return new Rule("delay1", 0, "reviews", List.of(), Match.ALWAYS, actions);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
