package io.amalgam8.sidecar.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.ApplicationHealth.State;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.TestAuthority;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of real servers and commands: rise 2, fall 2, no start period, 20 ms from one to the next. */
final class HealthChecksTest {

    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final FakeServer application = FakeServer.start(vertx);
    private final List<ApplicationHealth> heard = new CopyOnWriteArrayList<>();
    private final LogLines log = LogLines.of(HealthChecks.class.getPackage());
    private final HealthChecks checks = new HealthChecks(vertx, Map.of("CHECK_HOME", new Secret("/there")), heard::add);

    @AfterEach
    void close() {
        Await.result(onContext(checks::stop));
        log.close();
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({
        "200,,HEALTHY", "204,,HEALTHY", "299,,HEALTHY", "500,,UNHEALTHY", "404,,UNHEALTHY", "401,,UNHEALTHY",
        "302,,UNHEALTHY", "304,,UNHEALTHY", "200,201,UNHEALTHY", "201,201,HEALTHY", "503,503,HEALTHY",
                "401,401,HEALTHY",
    })
    void judgesAnAnswerByItsStatus(int status, @Nullable Integer expected, State state) {
        application.always(Reply.of(status, ""));

        start(http("/health", expected, GENEROUS));

        awaitState(state);
        if (state == State.UNHEALTHY) {
            assertThat(detail()).startsWith("answered " + status + " (expected: ");
        }
    }

    @Test
    void followsNoRedirect() {
        try (FakeServer elsewhere = FakeServer.start(vertx)) {
            elsewhere.always(Reply.ok(""));
            application.always(Reply.redirect(elsewhere.url() + "/"));

            start(http("/health", null, GENEROUS));

            awaitState(State.UNHEALTHY);
            assertThat(detail()).contains("redirects are not followed");
            assertThat(elsewhere.calls()).isEmpty();
        }
    }

    @Test
    void asksAsItIsToldTo() {
        application.always(Reply.ok(""));
        HealthCheckTarget target = new HealthCheckTarget.Http(
                URI.create(application.url() + "/a/b?c=d"), "POST", Optional.empty(), Optional.empty());

        start(options(target, GENEROUS));

        awaitState(State.HEALTHY);
        FakeServer.Call call = application.calls().get(0);
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.uri()).isEqualTo("/a/b?c=d");
        assertThat(call.headers()).containsEntry("Connection", "close").containsEntry("User-Agent", "a8sidecar");
        assertThat(heard.get(0).checks().get(0).target()).isEqualTo(application.url() + "/a/b");
        assertThat(heard.get(0).checks().get(0).label()).isEqualTo("http:127.0.0.1:" + application.port());
    }

    @Test
    void fallsAndRisesAndSaysEachOnce() {
        application.always(Reply.ok(""));
        start(http("/health", null, GENEROUS));
        awaitState(State.HEALTHY);

        application.always(Reply.of(500, ""));
        awaitState(State.UNHEALTHY);
        long before = application.calls().size();
        await().until(() -> application.calls().size() > before + 5);
        application.always(Reply.ok(""));
        awaitState(State.HEALTHY);

        assertThat(heard)
                .extracting(health -> health.checks().get(0).state())
                .containsExactly(State.STARTING, State.HEALTHY, State.UNHEALTHY, State.HEALTHY);
        assertThat(log.count("health check passes")).isEqualTo(2);
        assertThat(log.all())
                .filteredOn(line -> line.startsWith("health check fails"))
                .singleElement()
                .asString()
                .contains("answered 500 (expected: any of 200 to 299)", application.url() + "/health");
    }

    @Test
    void anEndpointThatHangsHasFailedInTime() {
        application.always(Reply.nothing());
        long begun = System.nanoTime();

        start(http("/health", null, SHORT));
        awaitState(State.UNHEALTHY);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(SHORT.multipliedBy(2), GENEROUS);
        assertThat(detail()).isEqualTo("no answer within 0.3 s");
    }

    @Test
    void anAnswerThatIsCutOrDripsHasFailed() {
        application.always(Reply.cut("half"));
        start(http("/health", null, SHORT));
        awaitState(State.UNHEALTHY);

        application.always(Reply.ok(""));
        awaitState(State.HEALTHY);
        application.always(Reply.dripping());
        awaitState(State.UNHEALTHY);
        assertThat(detail()).isEqualTo("no answer within 0.3 s");
    }

    @Test
    void readsNoMoreThanTheBeginningOfALongBody() {
        application.always(response -> {
            response.setChunked(true).write("x".repeat(1_000_000));
        });

        start(http("/health", null, GENEROUS));

        awaitState(State.HEALTHY);
    }

    @Test
    void leavesNoConnectionOpen() {
        application.always(Reply.ok("fine"));
        start(http("/health", null, GENEROUS));
        await().until(() -> application.calls().size() > 20);
        Await.result(onContext(checks::stop));

        await().until(() -> ProcSockets.establishedTo(application.port()) == 0);
    }

    @Test
    void connectsByTcp() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            start(options(new HealthCheckTarget.Tcp("localhost", socket.getLocalPort()), GENEROUS));
            awaitState(State.HEALTHY);
        }
        awaitState(State.UNHEALTHY);
        assertThat(detail()).containsIgnoringCase("connection refused");
    }

    @ParameterizedTest
    @CsvSource({"0,0,HEALTHY", "1,0,UNHEALTHY", "7,7,HEALTHY", "0,7,UNHEALTHY"})
    void judgesACommandByItsExitCode(int exits, int expected, State state) {
        start(command(GENEROUS, expected, "/bin/sh", "-c", "echo noise; exit " + exits));

        awaitState(state);
        if (state == State.UNHEALTHY) {
            assertThat(detail()).isEqualTo("exited with " + exits + " (expected: " + expected + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/check.sh", "/etc/passwd"})
    void aCommandThatCannotStartHasFailed(String program) {
        start(command(GENEROUS, 0, program));

        awaitState(State.UNHEALTHY);
        assertThat(detail()).startsWith("command: " + program);
    }

    @Test
    void killsACommandThatHangsWithAllThatItHasMade() throws IOException {
        Path pids = folder.resolve("pids");
        String script = "echo $$ >> %1$s; (echo $BASHPID >> %1$s; exec sleep 1000) & sleep 1000 & echo $! >> %1$s; wait"
                .formatted(pids);

        start(command(SHORT, 0, "/bin/bash", "-c", script));
        awaitState(State.UNHEALTHY);
        Await.result(onContext(checks::stop));

        assertThat(detail()).isEqualTo("no answer within 0.3 s");
        List<Long> made = Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(made).hasSizeGreaterThanOrEqualTo(6);
        await().until(() -> made.stream().noneMatch(HealthChecksTest::isAlive));
    }

    @Test
    void aCommandKnowsWhatTheApplicationDoesAndNoTokenAndReadsNothing() throws IOException {
        Path seen = folder.resolve("seen");

        start(command(GENEROUS, 0, "/bin/sh", "-c", "cat; env > %1$s.$$ && mv %1$s.$$ %1$s".formatted(seen)));

        awaitState(State.HEALTHY);
        assertThat(Files.readString(seen))
                .contains("PATH=", "CHECK_HOME=/there")
                .doesNotContainPattern("(?m)^A8_.*TOKEN");
    }

    @Test
    void neverRunsACheckTwiceAtATime() throws IOException {
        Path runs = folder.resolve("runs");
        String script = "echo + >> %1$s; sleep 0.1; echo - >> %1$s".formatted(runs);

        start(command(GENEROUS, 0, "/bin/sh", "-c", script));
        await().until(() -> Files.exists(runs) && Files.readAllLines(runs).size() >= 10);
        Await.result(onContext(checks::stop));

        List<String> lines = Files.readAllLines(runs);
        for (int i = 0; i + 1 < lines.size(); i++) {
            assertThat(lines.get(i)).isNotEqualTo(lines.get(i + 1));
        }
    }

    @Test
    void verifiesACertificateByTheFileOfItsAuthorities() {
        TestAuthority authority = TestAuthority.in(folder, "authority");
        TestAuthority stranger = TestAuthority.in(folder, "stranger");
        int port = serveTls("127.0.0.1", authority.issue("localhost"));

        start(
                https("localhost", port, Optional.of(authority.file())),
                https("localhost", port, Optional.of(stranger.file())),
                https("localhost", port, Optional.empty()));

        await().until(() -> states().equals(List.of(State.HEALTHY, State.UNHEALTHY, State.UNHEALTHY)));
        assertThat(last().checks().get(1).detail()).isNotEmpty();
        assertThat(last().isHealthy()).isFalse();
    }

    @Test
    void verifiesTheHostName() {
        TestAuthority authority = TestAuthority.in(folder, "authority");
        int port = serveTls("127.0.0.2", authority.issue("localhost"));

        start(https("127.0.0.2", port, Optional.of(authority.file())));

        awaitState(State.UNHEALTHY);
        assertThat(detail()).contains("127.0.0.2");
    }

    @Test
    void isHealthyOnlyWhenAllPass() {
        application.answers(call -> Reply.of(call.uri().equals("/good") ? 200 : 500, ""));

        start(http("/good", null, GENEROUS), http("/bad", null, GENEROUS));
        await().until(() -> states().equals(List.of(State.HEALTHY, State.UNHEALTHY)));

        assertThat(last().isHealthy()).isFalse();
        assertThat(last().checks())
                .extracting(ApplicationHealth.Check::label)
                .containsExactly("http:127.0.0.1:" + application.port(), "http:127.0.0.1:" + application.port() + "#2");
        application.always(Reply.ok(""));
        await().until(() -> last().isHealthy());
    }

    @Test
    void whatJoinsWhileAllPassIsTakenForHealthy() {
        application.answers(call -> Reply.of(call.uri().equals("/bad") ? 500 : 200, ""));
        start(http("/good", null, GENEROUS));
        awaitState(State.HEALTHY);

        int before = heard.size();
        replace(http("/good", null, GENEROUS), http("/bad", null, GENEROUS));

        assertThat(heard.get(before).isHealthy()).isTrue();
        await().until(() -> states().equals(List.of(State.HEALTHY, State.UNHEALTHY)));
        replace(http("/good", null, GENEROUS));
        assertThat(last().isHealthy()).isTrue();
    }

    @Test
    void whatIsReplacedIsAskedNoMore() {
        application.always(Reply.of(500, ""));
        start(http("/old", null, GENEROUS));
        awaitState(State.UNHEALTHY);

        replace(http("/new", 500, GENEROUS));
        awaitState(State.HEALTHY);

        long before = application.calls().stream()
                .filter(call -> call.uri().equals("/old"))
                .count();
        int all = application.calls().size();
        await().until(() -> application.calls().size() > all + 5);
        assertThat(application.calls().stream()
                        .filter(call -> call.uri().equals("/old"))
                        .count())
                .isEqualTo(before);
        replace();
        assertThat(last()).isEqualTo(ApplicationHealth.UNCHECKED);
    }

    @Test
    void theSameInAnotherRhythmKeepsItsState() {
        application.always(Reply.of(500, ""));
        start(http("/health", null, GENEROUS));
        awaitState(State.UNHEALTHY);

        int before = heard.size();
        replace(http("/health", null, SHORT));

        assertThat(heard.get(before).checks().get(0).state()).isEqualTo(State.UNHEALTHY);
    }

    private void start(HealthCheckOptions... options) {
        Await.result(onContext(() -> {
            checks.start(Arrays.asList(options));
            return Future.<Void>succeededFuture();
        }));
    }

    private void replace(HealthCheckOptions... options) {
        Await.result(onContext(() -> checks.replace(Arrays.asList(options))));
    }

    private Future<Void> onContext(Supplier<Future<Void>> action) {
        return Future.future(
                promise -> context.runOnContext(here -> action.get().onComplete(promise)));
    }

    private HealthCheckOptions http(String path, @Nullable Integer status, Duration timeout) {
        return options(
                new HealthCheckTarget.Http(
                        URI.create(application.url() + path), "GET", Optional.ofNullable(status), Optional.empty()),
                timeout);
    }

    private static HealthCheckOptions https(String host, int port, Optional<Path> authorities) {
        URI url = URI.create("https://" + host + ":" + port + "/");
        return options(new HealthCheckTarget.Http(url, "GET", Optional.empty(), authorities), GENEROUS);
    }

    private static HealthCheckOptions command(Duration timeout, int exitCode, String... words) {
        return options(new HealthCheckTarget.Command(List.of(words), exitCode), timeout);
    }

    private static HealthCheckOptions options(HealthCheckTarget target, Duration timeout) {
        return new HealthCheckOptions(target, INTERVAL, timeout, 2, 2, Duration.ZERO);
    }

    private int serveTls(String host, TestAuthority.Issued issued) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(issued.chain().toString())
                                .addKeyPath(issued.key().toString())))
                .requestHandler(request -> request.response().end());
        return Await.result(server.listen(0, host)).actualPort();
    }

    private void awaitState(State state) {
        await().atMost(GENEROUS).until(() -> !heard.isEmpty() && states().equals(List.of(state)));
    }

    private List<State> states() {
        return last().checks().stream().map(ApplicationHealth.Check::state).toList();
    }

    private String detail() {
        return last().checks().get(0).detail();
    }

    private ApplicationHealth last() {
        return heard.get(heard.size() - 1);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
