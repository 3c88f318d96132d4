package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Http;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances that speak HTTP/2 with prior knowledge, and callers of either version. */
final class Http2InstancesTest {

    private static final int LONG = 10 * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpClient> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(HttpClient::close);
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void answerCallersOfEitherVersion(HttpVersion version) {
        HttpServer instance = instance(request -> request.response()
                .putHeader("x-version", request.version().name())
                .putHeader("x-host", request.authority().toString())
                .end(request.method() + " " + request.uri()));
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance))) {
            HttpClient client = client(version);
            for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE)) {
                Answer answer = call(client, proxy, method, "/svc/a?b", Buffer.buffer());
                assertThat(answer.body()).hasToString(method + " /a?b");
                assertThat(answer.head().headers().get("x-version")).isEqualTo("HTTP_2");
                assertThat(answer.head().headers().get("x-host")).isEqualTo("127.0.0.1:" + proxy.port());
            }
            assertThat(proxy.upstreamConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void exchangeLongBodiesByteForByte(HttpVersion version) {
        HttpServer echo = instance(request -> request.response().send(request));
        try (RunningProxy proxy = RunningProxy.to(endpoint(echo))) {
            byte[] bytes = new byte[LONG];
            new Random(11).nextBytes(bytes);

            Answer answer = call(client(version), proxy, HttpMethod.POST, "/svc/echo", Buffer.buffer(bytes));

            assertThat(answer.body().getBytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void sendTrailers(HttpVersion version) {
        HttpServer instance = instance(request -> {
            request.response().setChunked(true).write("body");
            request.response().putTrailer("x-sum", "42").end();
        });
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance))) {
            Answer answer = call(client(version), proxy, HttpMethod.GET, "/svc/x", Buffer.buffer());

            assertThat(answer.body()).hasToString("body");
            assertThat(answer.head().trailers().get("x-sum")).isEqualTo("42");
        }
    }

    @Test
    void answerHeadAndEmptyAnswersToHttp1() {
        HttpServer instance = instance(request -> {
            if (request.method().equals(HttpMethod.HEAD)) {
                request.response().putHeader("content-length", "77").end();
                return;
            }
            request.response().setStatusCode(204).end();
        });
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance))) {
            Answer head = call(client(HttpVersion.HTTP_1_1), proxy, HttpMethod.HEAD, "/svc/x", Buffer.buffer());
            assertThat(head.head().headers().get("content-length")).isEqualTo("77");

            HttpResponse<String> empty = Http.get("http://127.0.0.1:" + proxy.port() + "/svc/x");
            assertThat(empty.statusCode()).isEqualTo(204);
            assertThat(empty.headers().firstValue("transfer-encoding")).isEmpty();
        }
    }

    @Test
    void shareOneConnectionAmongCallsThatComeTogether() {
        HttpServer instance = instance(
                request -> vertx.setTimer(50, fired -> request.response().end("ok")));
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance))) {
            HttpClient client = client(HttpVersion.HTTP_2);
            List<Future<Buffer>> bodies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                bodies.add(client.request(HttpMethod.GET, proxy.port(), "127.0.0.1", "/svc/x")
                        .compose(request -> request.send().compose(HttpClientResponse::body)));
            }
            bodies.forEach(body -> assertThat(Await.result(body)).hasToString("ok"));
            assertThat(proxy.upstreamConnections()).isEqualTo(1);
        }
    }

    @Test
    void areCalledAgainElsewhereWhenTheyRefuseTheStream() {
        AtomicInteger refusals = new AtomicInteger();
        HttpServer refusing = instance(request -> {
            refusals.incrementAndGet();
            request.response().reset(7);
        });
        HttpServer serving = instance(request -> request.response().end("served"));
        try (RunningProxy proxy = RunningProxy.to(endpoint(refusing), endpoint(serving))) {
            // More than ten refusals within a second would exceed what may be sent again.
            for (int i = 0; i < 20 && refusals.get() < 5; i++) {
                Answer answer = call(client(HttpVersion.HTTP_1_1), proxy, HttpMethod.POST, "/svc/x", Buffer.buffer());
                assertThat(answer.body()).hasToString("served");
            }
            assertThat(refusals).hasPositiveValue();
        }
    }

    @Test
    void ofWhichTheStreamEndsTooEarlyAreAnsweredFor() {
        HttpServer instance = instance(request -> request.response().reset(2));
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance))) {
            HttpResponse<String> answer = Http.get("http://127.0.0.1:" + proxy.port() + "/svc/x");

            assertThat(answer.statusCode()).isEqualTo(502);
        }
    }

    @Test
    void hearThatTheCallerHasGone() {
        AtomicInteger resets = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        HttpServer instance = instance(request -> {
            begun.incrementAndGet();
            request.response().exceptionHandler(failure -> resets.incrementAndGet());
        });
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance))) {
            Future<?> called = client(HttpVersion.HTTP_2)
                    .request(HttpMethod.GET, proxy.port(), "127.0.0.1", "/svc/x")
                    .onSuccess(request -> {
                        request.end();
                        request.response();
                        vertx.setPeriodic(10, id -> {
                            if (begun.get() > 0) {
                                vertx.cancelTimer(id);
                                request.reset(8);
                            }
                        });
                    });
            Await.result(called);

            Awaitility.await().until(() -> resets.get() == 1);
            Awaitility.await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(499);
        }
    }

    private HttpServer instance(Handler<HttpServerRequest> handler) {
        return Await.result(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(handler)
                .listen(0, "127.0.0.1"));
    }

    private HttpClient client(HttpVersion version) {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        clients.add(client);
        return client;
    }

    /** Reads on the client's own event loop: a body that nobody has asked for by the time it comes is dropped. */
    private static Answer call(HttpClient client, RunningProxy proxy, HttpMethod method, String path, Buffer body) {
        return Await.result(client.request(method, proxy.port(), "127.0.0.1", path)
                .compose(request -> (body.length() == 0 ? request.send() : request.send(body))
                        .compose(head -> head.body().map(bytes -> new Answer(head, bytes)))));
    }

    private static Endpoint endpoint(HttpServer server) {
        return new Endpoint(EndpointType.HTTP, "127.0.0.1", server.actualPort(), "", Protocol.HTTP_2);
    }

    private record Answer(HttpClientResponse head, Buffer body) {}
}
