package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that speak HTTP/2 in the clear, and an instance that speaks HTTP/1.1. */
final class Http2CallersTest {

    private static final int MEGABYTES = 10 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpClient> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(HttpClient::close);
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areServedWithPriorKnowledgeAndByUpgrade(boolean upgrade) {
        try (FakeServer instance = FakeServer.start(vertx);
                RunningProxy proxy = RunningProxy.to(endpoint(instance.port()))) {
            instance.always(FakeServer.Reply.ok("hello"));
            HttpClient client = client(upgrade);

            for (int i = 0; i < 3; i++) {
                Answer answer = Await.result(get(client, proxy, "/svc/path?q=" + i, Answer::of));
                assertThat(answer.head().version()).isEqualTo(HttpVersion.HTTP_2);
                assertThat(answer.head().statusCode()).isEqualTo(200);
                assertThat(answer.body()).hasToString("hello");
            }
            assertThat(instance.calls())
                    .extracting(FakeServer.Call::uri)
                    .containsExactly("/path?q=0", "/path?q=1", "/path?q=2");
            Awaitility.await().until(() -> proxy.entries().size() == 3);
            assertThat(proxy.entries()).allSatisfy(entry -> {
                assertThat(entry.protocol()).isEqualTo("HTTP/2");
                assertThat(entry.status()).isEqualTo(200);
            });
        }
    }

    @Test
    void haveManyCallsUnderWayAtATime() {
        try (FakeServer instance = FakeServer.start(vertx);
                RunningProxy proxy = RunningProxy.to(endpoint(instance.port()))) {
            instance.answers(call -> FakeServer.Reply.ok(call.uri()));
            HttpClient client = client(false);

            List<Future<Buffer>> bodies = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                bodies.add(get(client, proxy, "/svc/" + i, HttpClientResponse::body));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(Await.result(bodies.get(i))).hasToString("/" + i);
            }
        }
    }

    @Test
    void sendAndGetLongBodiesByteForByte() {
        Buffer body = Buffer.buffer(MEGABYTES);
        byte[] bytes = new byte[MEGABYTES];
        new Random(7).nextBytes(bytes);
        body.appendBytes(bytes);
        HttpServer echo = Await.result(vertx.createHttpServer()
                .requestHandler(request -> request.response().setChunked(true).send(request))
                .listen(0, "127.0.0.1"));
        try (RunningProxy proxy = RunningProxy.to(endpoint(echo.actualPort()))) {
            Buffer answer = Await.result(request(client(false), proxy, HttpMethod.POST, "/svc/echo")
                    .compose(request -> request.send(body).compose(HttpClientResponse::body)));

            assertThat(answer).isEqualTo(body);
        }
    }

    @Test
    void exchangeTrailersWithTheInstance() {
        try (RawUpstream instance = RawUpstream.running(caller -> {
                    String head = caller.readHead();
                    caller.readBodyOf(head);
                    caller.send(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 42\r\n\r\n");
                });
                RunningProxy proxy = RunningProxy.to(instance.endpoint())) {
            Answer answer = Await.result(get(client(false), proxy, "/svc/x", Answer::of));

            assertThat(answer.body()).hasToString("ok");
            assertThat(answer.head().trailers().get("x-sum")).isEqualTo("42");
            assertThat(answer.head().headers().contains("transfer-encoding")).isFalse();
        }
    }

    @Test
    void getHeadsWithoutBodies() {
        try (RawUpstream instance = RawUpstream.answering("HTTP/1.1 204 No Content\r\nx-a: b\r\n\r\n");
                RunningProxy proxy = RunningProxy.to(instance.endpoint())) {
            HttpClientResponse answer = Await.result(get(client(false), proxy, "/svc/x"));

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().get("x-a")).isEqualTo("b");
        }
        try (RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
                RunningProxy proxy = RunningProxy.to(instance.endpoint())) {
            HttpClientResponse answer = Await.result(
                    request(client(false), proxy, HttpMethod.HEAD, "/svc/x").compose(HttpClientRequest::send));

            assertThat(answer.headers().get("content-length")).isEqualTo("7");
        }
    }

    @Test
    void areResetWhenTheInstanceDiesWithinItsAnswer() {
        try (RawUpstream instance = RawUpstream.running(caller -> {
                    caller.readHead();
                    caller.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                });
                RunningProxy proxy = RunningProxy.to(instance.endpoint())) {
            Future<Buffer> body = get(client(false), proxy, "/svc/x", HttpClientResponse::body);

            assertThat(Await.failure(body, StreamResetException.class).getCode())
                    .isEqualTo(2);
        }
    }

    @Test
    void areTakenForGoneWhenTheyResetTheirStream() {
        try (RawUpstream instance = RawUpstream.running(caller -> {
                    caller.readHead();
                    assertThat(caller.readHead()).isEmpty();
                });
                RunningProxy proxy = RunningProxy.to(instance.endpoint())) {
            HttpClientRequest request = Await.result(request(client(false), proxy, HttpMethod.GET, "/svc/x"));
            request.end();
            Awaitility.await().until(() -> instance.heads().size() == 1);

            request.reset(8);

            Awaitility.await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(499);
            Awaitility.await().until(() -> proxy.upstreamConnections() == 0);
        }
    }

    @Test
    void areToldInTheUsualWayWhatIsWrong() {
        try (RunningProxy proxy = RunningProxy.to()) {
            HttpClientResponse traced = Await.result(
                    request(client(false), proxy, HttpMethod.TRACE, "/svc/x").compose(HttpClientRequest::send));

            assertThat(traced.statusCode()).isEqualTo(405);
            assertThat(traced.headers().get("proxy-status")).contains("http_request_denied");
        }
    }

    @Test
    void finishWhatTheyHaveBegunWhenTheProxyDrains() {
        try (FakeServer slow = FakeServer.start(vertx);
                RunningProxy proxy = RunningProxy.to(endpoint(slow.port()))) {
            slow.always(response -> vertx.setTimer(300, fired -> response.end("late")));
            Future<Buffer> body = get(client(false), proxy, "/svc/x", HttpClientResponse::body);
            Awaitility.await().until(() -> slow.calls().size() == 1);

            Future<Void> stopped = proxy.stop();

            assertThat(Await.result(body)).hasToString("late");
            Await.result(stopped);
        }
    }

    private HttpClient client(boolean upgrade) {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(upgrade));
        // One that nobody holds any more is closed by the next collection of garbage.
        clients.add(client);
        return client;
    }

    private static Future<HttpClientResponse> get(HttpClient client, RunningProxy proxy, String path) {
        return get(client, proxy, path, Future::succeededFuture);
    }

    /** Reads on the client's own event loop: a body that nobody has asked for by the time it comes is dropped. */
    private static <T> Future<T> get(
            HttpClient client, RunningProxy proxy, String path, Function<HttpClientResponse, Future<T>> reading) {
        return request(client, proxy, HttpMethod.GET, path)
                .compose(request -> request.send().compose(reading));
    }

    private static Future<HttpClientRequest> request(
            HttpClient client, RunningProxy proxy, HttpMethod method, String path) {
        return client.request(method, proxy.port(), "127.0.0.1", path);
    }

    private static io.amalgam8.sidecar.model.Endpoint endpoint(int port) {
        return new io.amalgam8.sidecar.model.Endpoint(
                io.amalgam8.sidecar.model.EndpointType.HTTP, "127.0.0.1", port, "");
    }

    private record Answer(HttpClientResponse head, Buffer body) {

        static Future<Answer> of(HttpClientResponse head) {
            return head.body().map(body -> new Answer(head, body));
        }
    }
}
