package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One end writes as fast as it may while the other does not read: the proxy must not take in what it cannot get rid of. */
final class Http2BackPressureTest {

    private static final int CHUNK = 64 * 1024;
    private static final long WHOLE = 64L * 1024 * 1024;
    private static final int SHORT = 1024 * 1024;
    private static final int STUCK = 40;
    /** The sockets' buffers of both connections, and no more than that. */
    private static final long MOST_TAKEN = 24L * 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http1 =
            vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_1_1));
    private final HttpClient http2 = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    @AfterEach
    void end() {
        http1.close();
        http2.close();
        Await.result(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({"HTTP_2, HTTP_1", "HTTP_1_1, HTTP_2", "HTTP_2, HTTP_2"})
    void aCallerThatDoesNotReadHoldsTheInstanceUp(HttpVersion caller, Protocol protocol) throws Exception {
        AtomicLong written = new AtomicLong();
        HttpServer instance = instance(request -> pour(request.response().setChunked(true), written));
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance, protocol))) {
            CompletableFuture<HttpClientResponse> answer = new CompletableFuture<>();
            AtomicLong read = new AtomicLong();
            CountDownLatch complete = new CountDownLatch(1);
            Await.result(client(caller)
                    .request(HttpMethod.GET, proxy.port(), "127.0.0.1", "/svc/x")
                    .compose(request -> request.send().onSuccess(head -> {
                        head.pause();
                        head.handler(chunk -> read.addAndGet(chunk.length()));
                        head.endHandler(done -> complete.countDown());
                        answer.complete(head);
                    })));

            awaitStandstill(written);
            answer.join().resume();

            assertThat(complete.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(read).hasValue(WHOLE);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_2, HTTP_1", "HTTP_1_1, HTTP_2", "HTTP_2, HTTP_2"})
    void anInstanceThatDoesNotReadHoldsTheCallerUp(HttpVersion caller, Protocol protocol) {
        CompletableFuture<HttpServerRequest> request = new CompletableFuture<>();
        AtomicLong read = new AtomicLong();
        HttpServer instance = instance(incoming -> {
            incoming.pause();
            incoming.handler(chunk -> read.addAndGet(chunk.length()));
            incoming.endHandler(done -> incoming.response().end("all"));
            request.complete(incoming);
        });
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance, protocol))) {
            AtomicLong written = new AtomicLong();
            Future<Buffer> answer = client(caller)
                    .request(HttpMethod.PUT, proxy.port(), "127.0.0.1", "/svc/x")
                    .compose(outgoing -> {
                        outgoing.setChunked(true);
                        pour(outgoing, written);
                        return outgoing.response().compose(HttpClientResponse::body);
                    });

            Awaitility.await().until(request::isDone);
            awaitStandstill(written);
            request.join().resume();

            assertThat(Await.result(answer)).hasToString("all");
            assertThat(read).hasValue(WHOLE);
        }
    }

    @Test
    void callersThatDoNotReadHoldUpNoOtherCallOnTheInstancesConnection() {
        AtomicLong written = new AtomicLong();
        HttpServer instance = instance(request -> {
            if (request.path().equals("/short")) {
                request.response().end(Buffer.buffer(new byte[SHORT]));
                return;
            }
            pour(request.response().setChunked(true), new AtomicLong(), written);
        });
        try (RunningProxy proxy = RunningProxy.to(endpoint(instance, Protocol.HTTP_2))) {
            for (int i = 0; i < STUCK; i++) {
                Await.result(http2.request(HttpMethod.GET, proxy.port(), "127.0.0.1", "/svc/long")
                        .compose(request -> request.send().onSuccess(HttpClientResponse::pause)));
            }
            awaitSilence(written);

            Buffer body = Await.result(http1.request(HttpMethod.GET, proxy.port(), "127.0.0.1", "/svc/short")
                    .compose(request -> request.send().compose(HttpClientResponse::body)));

            assertThat(body.length()).isEqualTo(SHORT);
            assertThat(proxy.upstreamConnections()).isEqualTo(1);
            // Whoever is stuck would hold up the proxy's end.
            Await.result(http2.close());
        }
    }

    @Test
    void uploadsThatNobodyReadsHoldUpNoOtherCallOnTheCallersConnection() {
        AtomicInteger begun = new AtomicInteger();
        HttpServer stuck = instance(request -> {
            request.pause();
            begun.incrementAndGet();
        });
        HttpServer echo = instance(request -> request.response().send(request));
        try (RunningProxy proxy = RunningProxy.routing((head, balancer, chance) -> {
            HttpServer called = head.service().equals("stuck") ? stuck : echo;
            Destination to = RunningProxy.destination(head.service(), endpoint(called, Protocol.HTTP_2));
            return RunningProxy.forward(to, balancer.pick(to, chance));
        })) {
            AtomicLong written = new AtomicLong();
            for (int i = 0; i < STUCK; i++) {
                Await.result(http2.request(HttpMethod.PUT, proxy.port(), "127.0.0.1", "/stuck/long")
                        .onSuccess(request -> pour(request.setChunked(true), new AtomicLong(), written)));
            }
            Awaitility.await().until(() -> begun.get() == STUCK);
            awaitSilence(written);

            Buffer body = Await.result(http2.request(HttpMethod.PUT, proxy.port(), "127.0.0.1", "/svc/echo")
                    .compose(request ->
                            request.send(Buffer.buffer(new byte[SHORT])).compose(HttpClientResponse::body)));

            assertThat(body.length()).isEqualTo(SHORT);
            Await.result(http2.close());
        }
    }

    /** Nothing more is taken, long before all of it was. */
    private static void awaitStandstill(AtomicLong written) {
        awaitSilence(written);
        assertThat(written).hasValueLessThan(MOST_TAKEN);
    }

    private static void awaitSilence(AtomicLong written) {
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
    }

    private static void pour(WriteStream<Buffer> into, AtomicLong written) {
        pour(into, written, new AtomicLong());
    }

    private static void pour(WriteStream<Buffer> into, AtomicLong written, AtomicLong together) {
        into.drainHandler(again -> refill(into, written, together));
        refill(into, written, together);
    }

    private static void refill(WriteStream<Buffer> into, AtomicLong written, AtomicLong together) {
        while (written.get() < WHOLE && !into.writeQueueFull()) {
            into.write(Buffer.buffer(new byte[CHUNK]));
            together.addAndGet(CHUNK);
            if (written.addAndGet(CHUNK) == WHOLE) {
                into.end();
            }
        }
    }

    private HttpServer instance(io.vertx.core.Handler<HttpServerRequest> handler) {
        return Await.result(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"));
    }

    private HttpClient client(HttpVersion version) {
        return version == HttpVersion.HTTP_2 ? http2 : http1;
    }

    private static Endpoint endpoint(HttpServer server, Protocol protocol) {
        return new Endpoint(EndpointType.HTTP, "127.0.0.1", server.actualPort(), "", protocol);
    }
}
