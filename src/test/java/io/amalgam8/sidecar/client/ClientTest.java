package io.amalgam8.sidecar.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Identity REVIEWS = new Identity("reviews", Tags.of("v1", "blue"));
    private static final Endpoint ENDPOINT = new Endpoint(EndpointType.HTTP, "10.0.0.77", 9080, "");
    private static final String ONE =
            "{\"instances\":[{\"id\":\"a\",\"service_name\":\"s\",\"endpoint\":{\"value\":\"h:1\"}}]}";

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer server = FakeServer.start(vertx);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void registersAsTheOriginalSidecarDoes() {
        server.always(Reply.of(201, "{\"id\":\"e3527005a80b2e25\",\"ttl\":45,\"links\":{\"self\":\"x\"}}"));

        Lease lease = Await.result(registry(new Token.None()).register(REVIEWS, ENDPOINT, Duration.ofSeconds(60)));

        assertThat(lease).isEqualTo(new Lease("e3527005a80b2e25", Duration.ofSeconds(45)));
        FakeServer.Call call = server.calls().get(0);
        assertThat(call.method() + " " + call.uri()).isEqualTo("POST /api/v1/instances");
        assertThat(call.headers())
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKeys("Authorization", "Accept-Encoding");
        assertThat(call.body())
                .isEqualTo(
                        "{\"service_name\":\"reviews\",\"endpoint\":{\"type\":\"http\",\"value\":\"10.0.0.77:9080\"},"
                                + "\"tags\":[\"v1\",\"blue\"],\"ttl\":60}");
    }

    @Test
    void callsAServerWithAnUnderscoreInItsName() {
        Vertx knowing = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(
                        new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 my_registry\n"))));
        server.always(Reply.ok("{\"instances\":[]}"));
        URI url = URI.create("http://my_registry:" + server.port());
        try {
            Await.result(RegistryClient.http(knowing, new ServerOptions(url, new Token.None(), SHORT))
                    .instances());
        } finally {
            Await.result(knowing.close());
        }
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void registersWithoutTagsWhereThereAreNone() {
        server.always(Reply.of(201, "{\"id\":\"a\"}"));

        Lease lease = Await.result(
                registry(new Token.None()).register(new Identity("s", Tags.NONE), ENDPOINT, Duration.ofSeconds(60)));

        assertThat(lease.ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(server.calls().get(0).body()).doesNotContain("tags");
    }

    @Test
    void beatsAndDeregistersById() {
        server.always(Reply.ok(""));
        RegistryClient registry = registry(new Token.None());

        Await.result(registry.heartbeat("a/b"));
        Await.result(registry.deregister("6218"));

        assertThat(server.calls().stream().map(call -> call.method() + " " + call.uri()))
                .containsExactly("PUT /api/v1/instances/a%2Fb/heartbeat", "DELETE /api/v1/instances/6218");
    }

    @Test
    void showsItsToken() {
        server.always(Reply.ok("{\"rules\":[]}"));

        Await.result(controller(new Token.Given(new Secret("abcdef"))).rules());

        assertThat(server.calls().get(0).headers()).containsEntry("Authorization", "Bearer abcdef");
    }

    @Test
    void asksUnderThePathOfItsUrl() {
        server.always(Reply.ok("{\"rules\":[]}"));
        URI url = URI.create(server.url() + "/base");

        Await.result(ControllerClient.http(vertx, new ServerOptions(url, new Token.None(), SHORT))
                .rules());

        assertThat(server.calls().get(0).uri()).isEqualTo("/base/v1/rules");
    }

    @Test
    void parsesAnUnchangedAnswerOnce() {
        server.always(Reply.ok(ONE));
        RegistryClient registry = registry(new Token.None());

        assertThat(Await.result(registry.instances())).isInstanceOf(Answer.Changed.class);
        assertThat(Await.result(registry.instances())).isInstanceOf(Answer.Unchanged.class);
        server.always(Reply.ok("{\"instances\":[]}"));
        assertThat(Await.result(registry.instances())).isEqualTo(new Answer.Changed<>(Catalog.EMPTY));
    }

    @Test
    void takesAnAnswerForUnchangedAfterOneThatCouldNotBeRead() {
        server.always(Reply.ok(ONE));
        RegistryClient registry = registry(new Token.None());
        Await.result(registry.instances());
        server.always(Reply.ok("<html>"));
        Await.failure(registry.instances(), ControlPlaneException.class);
        server.always(Reply.ok(ONE));

        assertThat(Await.result(registry.instances())).isInstanceOf(Answer.Unchanged.class);
    }

    @Test
    void readsTheRulesWhicheverWayTheRevisionGoes() {
        ControllerClient controller = controller(new Token.None());
        server.always(Reply.ok("{\"rules\":[],\"revision\":7}"));
        Await.result(controller.rules());
        server.always(Reply.ok("{\"rules\":[],\"revision\":1}"));

        assertThat(Await.result(controller.rules()))
                .isEqualTo(new Answer.Changed<>(new RuleSet(java.util.List.of(), java.util.List.of(), 1)));
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                Arguments.of(Reply.of(401, "{}"), Kind.REFUSED, "token refused (401)"),
                Arguments.of(Reply.of(403, "{}"), Kind.REFUSED, "token refused (403)"),
                Arguments.of(Reply.of(404, "{}"), Kind.GONE, "answered 404"),
                Arguments.of(Reply.of(410, "{}"), Kind.GONE, "answered 410"),
                Arguments.of(Reply.of(500, "{}"), Kind.FAILED, "answered 500"),
                Arguments.of(Reply.of(429, "{}"), Kind.FAILED, "answered 429"),
                Arguments.of(Reply.redirect("http://127.0.0.1:1/?token=x"), Kind.FAILED, "redirects are not followed"),
                Arguments.of(Reply.ok("<html><body>Bad Gateway</body></html>"), Kind.UNREADABLE, "JSON"),
                Arguments.of(Reply.ok(""), Kind.UNREADABLE, "not an object"),
                Arguments.of(Reply.ok("[]"), Kind.UNREADABLE, "not an object"),
                Arguments.of(Reply.ok("{}"), Kind.UNREADABLE, "instances: missing"),
                Arguments.of(Reply.ok("{\"instances\":{}}"), Kind.UNREADABLE, "instances: an object"),
                Arguments.of(Reply.ok("{\"instances\":[{\"id\":"), Kind.UNREADABLE, "JSON"),
                Arguments.of(Reply.cut("{\"instances\":[]}"), Kind.UNREACHABLE, "cannot be reached"),
                Arguments.of(Reply.nothing(), Kind.TIMED_OUT, "no answer in time"),
                Arguments.of(Reply.dripping(), Kind.TIMED_OUT, "no answer in time"));
    }

    @ParameterizedTest
    @MethodSource("badAnswers")
    void saysWhatIsWrongWithAnAnswer(Reply reply, Kind kind, String message) {
        server.always(reply);
        Duration limit = kind == Kind.TIMED_OUT ? SHORT : GENEROUS;

        ControlPlaneException failure = Await.failure(registry(limit).instances(), ControlPlaneException.class);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure)
                .hasMessageStartingWith("registry " + server.url() + ": ")
                .hasMessageContaining(message);
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithALease() {
        for (String body : new String[] {"", "[]", "{}", "{\"id\":7}", "{\"id\":\"\"}", "{\"id\":\"a\"} x"}) {
            server.always(Reply.of(201, body));

            assertThat(Await.failure(
                                    registry(new Token.None()).register(REVIEWS, ENDPOINT, SHORT),
                                    ControlPlaneException.class)
                            .kind())
                    .as(body)
                    .isEqualTo(Kind.UNREADABLE);
        }
    }

    @Test
    void doesNotFollowARedirect() {
        try (FakeServer elsewhere = FakeServer.start(vertx)) {
            server.always(Reply.redirect(elsewhere.url() + "/v1/rules"));

            Await.failure(controller(new Token.Given(new Secret("abc"))).rules(), ControlPlaneException.class);

            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    @Test
    void saysThatNobodyListens() {
        server.close();

        ControlPlaneException failure =
                Await.failure(registry(new Token.None()).instances(), ControlPlaneException.class);

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void answersAgainAfterManyCallsThatHung() {
        ControlServer hasty = server(SHORT);
        RegistryClient registry = new HttpRegistryClient(vertx, hasty);
        server.always(Reply.nothing());
        for (int i = 0; i < 5; i++) {
            Await.failure(registry.instances(), ControlPlaneException.class);
        }
        server.always(Reply.ok(ONE));

        assertThat(Await.result(registry.instances())).isInstanceOf(Answer.Changed.class);
    }

    @Test
    void saysUntilWhenAServerWantsToBeLeftInPeace() {
        server.always(response ->
                response.setStatusCode(429).putHeader("Retry-After", "120").end());
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        ControlPlaneException failure =
                Await.failure(registry(new Token.None()).instances(), ControlPlaneException.class);

        assertThat(failure.least()).isEqualTo(Duration.ofMinutes(2));
        assertThat(failure.reason()).contains("answered 429 (expected: 200); wants to be left in peace until ");
        String until = failure.reason().substring(failure.reason().lastIndexOf(' ') + 1);
        assertThat(Instant.parse(until))
                .isBetween(before.plusSeconds(120), Instant.now().plusSeconds(120));
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        Buffer megabyte = Buffer.buffer(" ".repeat(1024 * 1024));
        server.always(response -> {
            response.setChunked(true);
            for (int i = 0; i < 65; i++) {
                response.write(megabyte);
            }
            response.end();
        });

        ControlPlaneException failure = Await.failure(registry(GENEROUS).instances(), ControlPlaneException.class);

        assertThat(failure.kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(failure).hasMessageContaining("answer is too long (expected: at most " + Body.LONGEST + " bytes, ");
    }

    @ParameterizedTest
    @CsvSource({"''", "a b", "ä", "'a\r\nX: y'"})
    void neverShowsATokenThatItCannotSend(String token) {
        server.always(Reply.ok(ONE));

        Future<?> asked =
                registry(new Token.Given(new Secret(token + "\u0001secret"))).instances();

        assertThat(Await.failure(asked, ControlPlaneException.class))
                .hasMessageContaining("token cannot be sent")
                .hasMessageNotContaining("secret");
    }

    @Test
    void keepsUserAndPasswordOutOfItsMessages() {
        server.always(Reply.of(500, ""));
        URI url = URI.create("http://user:password@127.0.0.1:" + server.port());

        ControlPlaneException failure = Await.failure(
                RegistryClient.http(vertx, new ServerOptions(url, new Token.None(), SHORT))
                        .instances(),
                ControlPlaneException.class);

        assertThat(failure).hasMessageContaining("127.0.0.1").hasMessageNotContaining("password");
    }

    @Test
    void refusesAServerWhoseCertificateNobodyVouchesFor() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        int port = Await.result(vertx.createHttpServer(
                                new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()))
                        .requestHandler(request -> request.response().end(ONE))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        URI url = URI.create("https://localhost:" + port);

        ControlPlaneException failure = Await.failure(
                RegistryClient.http(vertx, new ServerOptions(url, new Token.None(), SHORT))
                        .instances(),
                ControlPlaneException.class);

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("certif");
    }

    @Test
    void failsWhatIsUnderWayWhenItIsClosed() {
        server.always(Reply.nothing());
        RegistryClient registry = registry(new Token.None());
        Future<?> asked = registry.instances();
        org.awaitility.Awaitility.await().until(() -> !server.calls().isEmpty());

        Await.result(registry.close());

        Await.failure(asked, ControlPlaneException.class);
    }

    @Test
    void readsAHundredThousandInstancesWithoutStoppingTheEventLoop() {
        server.always(Reply.ok(IntStream.range(0, 100_000)
                .mapToObj(i -> "{\"id\":\"id" + i + "\",\"service_name\":\"service" + i % 1000
                        + "\",\"endpoint\":{\"type\":\"http\",\"value\":\"10.1." + i / 256 % 256 + "." + i % 256
                        + ":9080\"},\"status\":\"UP\",\"tags\":[\"v1\",\"blue\"],\"metadata\":\"" + "m".repeat(150)
                        + "\"}")
                .collect(Collectors.joining(",", "{\"instances\":[", "]}"))));
        RegistryClient registry = registry(new Token.None());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        AtomicLong longestTurn = new AtomicLong();

        Future<Answer<Catalog>> asked =
                Future.future(promise -> vertx.getOrCreateContext().runOnContext(v -> {
                    AtomicLong last = new AtomicLong(threads.getCurrentThreadCpuTime());
                    vertx.setPeriodic(1, tick -> {
                        long now = threads.getCurrentThreadCpuTime();
                        longestTurn.accumulateAndGet(now - last.getAndSet(now), Math::max);
                    });
                    registry.instances().onComplete(promise);
                }));

        Answer<Catalog> answer = Await.result(asked);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Changed.class,
                        changed -> assertThat(((Catalog) changed.value()).instances())
                                .hasSize(100_000));
        assertThat(Duration.ofNanos(longestTurn.get()))
                .as("what the event loop has worked between two ticks, in its own CPU time: other load does not count")
                .isLessThan(Duration.ofMillis(150));
    }

    private RegistryClient registry(Token token) {
        return RegistryClient.http(vertx, new ServerOptions(server.url(), token, SHORT));
    }

    private RegistryClient registry(Duration limit) {
        return new HttpRegistryClient(vertx, server(limit));
    }

    private ControllerClient controller(Token token) {
        return ControllerClient.http(vertx, new ServerOptions(server.url(), token, SHORT));
    }

    private ControlServer server(Duration limit) {
        return ControlServer.of(vertx, "registry", new ServerOptions(server.url(), new Token.None(), SHORT), limit);
    }
}
