package io.amalgam8.sidecar.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of connections: one that works is kept, one on which a call has failed is ended, and no other. */
final class LinesTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final int MOST_CALLS = 16;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile Handler<HttpServerRequest> answer =
            request -> request.response().end("{\"instances\":[]}");
    private final HttpServer server = Await.result(vertx.createHttpServer()
            .connectionHandler(this::count)
            .requestHandler(request -> answer.handle(request))
            .listen(0, "127.0.0.1"));

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void callsInTurnShareAConnection() {
        RegistryClient registry = registry(GENEROUS);

        for (int i = 0; i < 5; i++) {
            Await.result(registry.instances());
        }

        assertThat(opened).hasValue(1);
        assertThat(ended).hasValue(0);
    }

    @Test
    void aRefusalLeavesTheConnectionOpen() {
        RegistryClient registry = registry(GENEROUS);
        answer = request -> request.response().setStatusCode(410).end("{}");

        Await.failure(registry.heartbeat("a"), ControlPlaneException.class);
        Await.failure(registry.heartbeat("a"), ControlPlaneException.class);

        assertThat(opened).hasValue(1);
    }

    @Test
    void endsTheConnectionOfAnAnswerThatDripsPastTheLimit() {
        answer = request -> {
            HttpServerResponse response = request.response().setChunked(true);
            vertx.setPeriodic(20, tick -> response.write(" "));
        };

        ControlPlaneException failure = Await.failure(registry(SHORT).instances(), ControlPlaneException.class);

        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        await().untilAsserted(() -> assertThat(ended).hasValue(1));
        assertThat(opened).hasValue(1);
    }

    @Test
    void endsTheConnectionOfAnAnswerThatDoesNotCome() {
        answer = request -> {};

        Await.failure(registry(SHORT).instances(), ControlPlaneException.class);

        await().untilAsserted(() -> assertThat(ended).hasValue(1));
    }

    @Test
    void endsTheConnectionOfATooLongAnswerAndNoOtherCall() {
        CompletableFuture<HttpServerResponse> waiting = new CompletableFuture<>();
        answer = request -> {
            if (request.uri().endsWith("/heartbeat")) {
                waiting.complete(request.response());
                return;
            }
            flood(request.response());
        };
        RegistryClient registry = registry(GENEROUS);
        Future<Void> beat = registry.heartbeat("a");
        HttpServerResponse unanswered = waiting.orTimeout(20, TimeUnit.SECONDS).join();

        ControlPlaneException failure = Await.failure(registry.instances(), ControlPlaneException.class);
        assertThat(failure.kind()).isEqualTo(Kind.UNREADABLE);
        await().untilAsserted(() -> assertThat(ended).hasValue(1));
        assertThat(beat.isComplete()).isFalse();

        unanswered.end();
        Await.result(beat);
        assertThat(ended).hasValue(1);
    }

    @Test
    void refusesMoreCallsAtOnceThanAnybodyNeeds() {
        answer = request -> {};
        RegistryClient registry = registry(GENEROUS);
        IntStream.range(0, MOST_CALLS).forEach(i -> registry.heartbeat("a"));

        ControlPlaneException failure = Await.failure(registry.heartbeat("a"), ControlPlaneException.class);

        assertThat(failure).hasMessageContaining("too many calls at once");
        await().untilAsserted(() -> assertThat(opened).hasValue(MOST_CALLS));
    }

    @Test
    void freesEveryConnectionWhenItIsClosed() {
        RegistryClient registry = registry(GENEROUS);
        Await.result(registry.instances());
        answer = request -> {};
        Future<Void> first = registry.heartbeat("a");
        Future<Void> second = registry.heartbeat("b");
        await().untilAsserted(() -> assertThat(opened).hasValue(2));

        Await.result(registry.close());

        Await.failure(first, ControlPlaneException.class);
        Await.failure(second, ControlPlaneException.class);
        await().untilAsserted(() -> assertThat(ended).hasValue(2));
        assertThat(Await.failure(registry.heartbeat("a"), ControlPlaneException.class))
                .hasMessageContaining("closed");
    }

    @Test
    void answersOnTheCallersContextAlsoAfterTheLimit() {
        answer = request -> {};
        RegistryClient registry = registry(SHORT);
        Context caller = vertx.getOrCreateContext();
        CompletableFuture<Context> heardOn = new CompletableFuture<>();

        caller.runOnContext(
                here -> registry.heartbeat("a").onFailure(failed -> heardOn.complete(Vertx.currentContext())));

        assertThat(heardOn.orTimeout(20, TimeUnit.SECONDS).join()).isSameAs(caller);
    }

    @Test
    void saysWhoAsks() {
        CompletableFuture<String> agent = new CompletableFuture<>();
        answer = request -> {
            agent.complete(request.getHeader("User-Agent"));
            request.response().end("{\"instances\":[]}");
        };

        Await.result(registry(GENEROUS).instances());

        assertThat(agent.join()).isEqualTo("a8sidecar");
    }

    private static void flood(HttpServerResponse response) {
        Buffer megabyte = Buffer.buffer(" ".repeat(1024 * 1024));
        response.setChunked(true);
        for (int i = 0; i < 65; i++) {
            response.write(megabyte);
        }
    }

    private void count(HttpConnection connection) {
        opened.incrementAndGet();
        connection.closeHandler(closed -> ended.incrementAndGet());
    }

    private RegistryClient registry(Duration limit) {
        URI url = URI.create("http://127.0.0.1:" + server.actualPort());
        ServerOptions options = new ServerOptions(url, new Token.None(), SHORT);
        return new HttpRegistryClient(vertx, ControlServer.of(vertx, "registry", options, limit));
    }
}
