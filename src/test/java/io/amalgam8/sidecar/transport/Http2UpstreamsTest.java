package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.UpstreamConnections;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to instances that speak HTTP/2, without a proxy around them. */
final class Http2UpstreamsTest {

    private static final ConnectLimit LIMIT = ConnectLimit.usual(Duration.ofSeconds(2));

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal loop = (ContextInternal) vertx.getOrCreateContext();
    private final UpstreamConnections connections = new UpstreamConnections(RequestMeters.NONE);
    private final Http2Upstreams upstreams =
            new Http2Upstreams(new Connector(loop, vertx.createNetClient(), ClientSSLOptions::new), connections);

    @AfterEach
    void end() {
        Await.result(vertx.close());
    }

    @Test
    void aStreamThatNobodyUsedGoesBackWithoutATrace() {
        Endpoint endpoint = endpoint(instance().actualPort());
        try (LogLines log = LogLines.of(Http2Upstreams.class.getPackage())) {
            for (int i = 0; i < 3; i++) {
                onLoop(to -> to.connect(endpoint, false, LIMIT).map(upstream -> {
                    upstream.release();
                    return upstream;
                }));
            }

            assertThat(log.all()).isEmpty();
            assertThat(connections.open()).isEqualTo(1);
        }
    }

    @Test
    void anInstanceThatEndsEachConnectionAtOnceIsNotTriedWithoutEnd() {
        try (RawUpstream ending = RawUpstream.running(RawPeer::reset)) {
            Endpoint endpoint = endpoint(ending.endpoint().port());
            List<Future<Upstream>> opened = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 20; i++) {
                onLoop(to -> {
                    opened.add(to.connect(endpoint, false, LIMIT));
                    return Future.succeededFuture();
                });
            }
            Awaitility.await().until(() -> opened.stream().allMatch(Future::isComplete));
            Awaitility.await().until(() -> connections.open() == 0);
            assertThat(ending.connections()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void aConnectionThatIsRefusedIsAConnectFailure() {
        NetServer closed = Await.result(
                vertx.createNetServer().connectHandler(NetSocket::close).listen(0, "127.0.0.1"));
        Endpoint endpoint = endpoint(closed.actualPort());
        Await.result(closed.close());

        Promise<Upstream> done = Promise.promise();
        loop.runOnContext(now -> upstreams.connect(endpoint, false, LIMIT).onComplete(done));

        assertThat(Await.failure(done.future(), OwnAnswer.class).kind()).isEqualTo(OwnAnswer.Kind.CONNECTION_REFUSED);
        assertThat(reaches(endpoint)).isFalse();
    }

    @Test
    void whatAProbeHasOpenedCarriesTheNextRequest() {
        Endpoint endpoint = endpoint(instance().actualPort());

        assertThat(reaches(endpoint)).isTrue();
        onLoop(to -> to.connect(endpoint, false, LIMIT));

        assertThat(connections.open()).isEqualTo(1);
    }

    @Test
    void whatIsListedNoLongerIsClosedWhenItsLastStreamHasEnded() {
        Endpoint endpoint = endpoint(instance().actualPort());
        Upstream upstream = onLoop(to -> to.connect(endpoint, false, LIMIT));
        onLoop(to -> {
            to.retain(listed -> false);
            return Future.succeededFuture();
        });
        assertThat(connections.open()).isEqualTo(1);

        onLoop(to -> {
            upstream.release();
            return Future.succeededFuture();
        });

        Awaitility.await().until(() -> connections.open() == 0);
    }

    private HttpServer instance() {
        return Await.result(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1"));
    }

    private boolean reaches(Endpoint endpoint) {
        Promise<Boolean> reached = Promise.promise();
        return this.<Boolean>onLoop(to -> {
            to.probe(endpoint, LIMIT, reached::complete);
            return reached.future();
        });
    }

    private <T> T onLoop(Function<Http2Upstreams, Future<T>> action) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> action.apply(upstreams).onComplete(done));
        return Await.result(done.future());
    }

    private static Endpoint endpoint(int port) {
        return new Endpoint(EndpointType.HTTP, "127.0.0.1", port, "", Protocol.HTTP_2);
    }
}
