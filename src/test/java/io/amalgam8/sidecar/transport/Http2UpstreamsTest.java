package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawHttp2;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.UpstreamConnections;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to instances that speak HTTP/2, without a proxy around them. */
final class Http2UpstreamsTest {

    private static final ConnectLimit LIMIT = ConnectLimit.usual(Duration.ofSeconds(2));

    private static final Terms TERMS = terms(LIMIT, 128);
    private static final KeepAlive SHORT =
            new KeepAlive(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(50));

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal loop = (ContextInternal) vertx.getOrCreateContext();
    private final UpstreamConnections connections = new UpstreamConnections(RequestMeters.NONE);
    private final ConnectionCounts counts = new ConnectionCounts();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();
    private final Http2Upstreams upstreams = upstreams(KeepAlive.USUAL);

    @AfterEach
    void end() {
        Await.result(vertx.close());
    }

    @Test
    void aStreamThatNobodyUsedGoesBackWithoutATrace() {
        Endpoint endpoint = endpoint(instance().actualPort());
        try (LogLines log = LogLines.of(Http2Upstreams.class.getPackage())) {
            for (int i = 0; i < 3; i++) {
                onLoop(to -> to.connect(endpoint, false, TERMS).map(upstream -> {
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
                    opened.add(to.connect(endpoint, false, TERMS));
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
        loop.runOnContext(now -> upstreams.connect(endpoint, false, TERMS).onComplete(done));

        assertThat(Await.failure(done.future(), OwnAnswer.class).kind()).isEqualTo(OwnAnswer.Kind.CONNECTION_REFUSED);
        assertThat(reaches(endpoint)).isFalse();
    }

    @Test
    void whatAProbeHasOpenedCarriesTheNextRequest() {
        Endpoint endpoint = endpoint(instance().actualPort());

        assertThat(reaches(endpoint)).isTrue();
        onLoop(to -> to.connect(endpoint, false, TERMS));

        assertThat(connections.open()).isEqualTo(1);
    }

    @Test
    void whatIsListedNoLongerIsClosedWhenItsLastStreamHasEnded() {
        Endpoint endpoint = endpoint(instance().actualPort());
        Upstream upstream = onLoop(to -> to.connect(endpoint, false, TERMS));
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

    @Test
    void aCallWaitsAsLongAsItMayItselfForAConnectionThatAnotherHasBegun() {
        try (RawUpstream silent = RawUpstream.running(RawPeer::readToEnd)) {
            Endpoint endpoint = new Endpoint(
                    EndpointType.HTTPS, "127.0.0.1", silent.endpoint().port(), "", Protocol.HTTP_2);
            ConnectLimit usual = ConnectLimit.usual(Duration.ofSeconds(1));
            Promise<Upstream> first = Promise.promise();
            Promise<Upstream> second = Promise.promise();
            loop.runOnContext(now -> {
                ConnectLimit soon =
                        usual.until(System.nanoTime() + Duration.ofMillis(100).toNanos());
                upstreams.connect(endpoint, false, terms(soon, 128)).onComplete(first);
                upstreams.connect(endpoint, false, terms(usual, 128)).onComplete(second);
            });

            assertThat(Await.failure(first.future(), OwnAnswer.class).kind())
                    .isEqualTo(OwnAnswer.Kind.OUT_OF_TIME_CONNECTING);
            assertThat(second.future().isComplete()).isFalse();
            assertThat(Await.failure(second.future(), OwnAnswer.class).kind())
                    .isEqualTo(OwnAnswer.Kind.CONNECTION_TIMEOUT);
        }
    }

    @Test
    void aConnectionOnWhichNothingComesAnyMoreIsGivenUpWhenItDoesNotAnswerAPing() {
        Http2Upstreams impatient = upstreams(SHORT);
        try (RawUpstream dead = RawUpstream.running(RawPeer::readToEnd)) {
            Endpoint endpoint = endpoint(dead.endpoint().port());
            Promise<OwnAnswer> lost = Promise.promise();
            loop.runOnContext(now -> impatient.connect(endpoint, false, TERMS).onSuccess(upstream -> {
                upstream.send(get(), new Waiting(lost));
                upstream.flush();
            }));

            assertThat(Await.result(lost.future()).kind()).isEqualTo(OwnAnswer.Kind.CONNECTION_ENDED);
            Awaitility.await().until(() -> connections.open() == 0);
        }
    }

    @Test
    void anInstanceThatTakesItsTimeIsWaitedForAsLongAsItAnswersPings() {
        Http2Upstreams impatient = upstreams(SHORT);
        HttpServer slow = Await.result(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> vertx.setTimer(
                        SHORT.quiet().toMillis() * 20,
                        late -> request.response().end()))
                .connectionHandler(opened -> opened.pingHandler(ping -> pings.incrementAndGet()))
                .listen(0, "127.0.0.1"));
        Promise<OwnAnswer> ended = Promise.promise();
        loop.runOnContext(now -> impatient
                .connect(endpoint(slow.actualPort()), false, TERMS)
                .onSuccess(upstream -> {
                    upstream.send(get(), new Waiting(ended));
                    upstream.flush();
                }));

        assertThat(Await.failure(ended.future(), IllegalStateException.class)).hasMessage("200");
        assertThat(pings).hasPositiveValue();
    }

    @Test
    void callsBeyondTheConnectionsThatMayBeWaitForAStreamToEnd() {
        HttpServer single = oneAtATime();
        Endpoint endpoint = endpoint(single.actualPort());
        Promise<OwnAnswer> settled = Promise.promise();
        onLoop(to -> to.connect(endpoint, false, terms(LIMIT, 1)).onSuccess(upstream -> {
            upstream.send(get(), new Waiting(settled));
            upstream.flush();
        }));
        Await.failure(settled.future(), IllegalStateException.class);
        Upstream first = onLoop(to -> to.connect(endpoint, false, terms(LIMIT, 1)));

        Promise<Upstream> second = Promise.promise();
        loop.runOnContext(
                now -> upstreams.connect(endpoint, false, terms(LIMIT, 1)).onComplete(second));
        Promise<Upstream> third = Promise.promise();
        loop.runOnContext(now -> upstreams
                .connect(endpoint, false, new Terms(LIMIT, 1, Integer.MAX_VALUE, new Line(false)))
                .onComplete(third));

        assertThat(Await.failure(third.future(), OwnAnswer.class).kind()).isEqualTo(OwnAnswer.Kind.OVERLOADED);
        assertThat(second.future().isComplete()).isFalse();
        assertThat(connections.open()).isEqualTo(1);
        loop.runOnContext(now -> first.release());
        Await.result(second.future());
        assertThat(opened).hasValue(1);
    }

    @Test
    void aCallThatWaitsInVainIsToldSo() {
        HttpServer single = oneAtATime();
        Endpoint endpoint = endpoint(single.actualPort());
        Terms patient = new Terms(LIMIT, 1, 1, new Line(true));
        onLoop(to -> to.connect(endpoint, false, patient));
        Promise<Upstream> second = Promise.promise();
        Promise<Upstream> third = Promise.promise();
        loop.runOnContext(now -> {
            ConnectLimit usual = ConnectLimit.usual(Duration.ofMillis(200));
            long soon = System.nanoTime() + Duration.ofMillis(100).toNanos();
            upstreams
                    .connect(endpoint, false, new Terms(usual, 1, 1, new Line(true)))
                    .onComplete(second);
            upstreams
                    .connect(endpoint, false, new Terms(usual.until(soon), 1, 1, new Line(true)))
                    .onComplete(third);
        });

        assertThat(Await.failure(second.future(), OwnAnswer.class).kind()).isEqualTo(OwnAnswer.Kind.OVERLOADED);
        assertThat(Await.failure(third.future(), OwnAnswer.class).kind()).isEqualTo(OwnAnswer.Kind.OUT_OF_TIME_WAITING);
    }

    @Test
    void aConnectionServesNoMoreRequestsThanItMay() {
        HttpServer single = oneAtATime();
        for (int i = 0; i < 5; i++) {
            onLoop(to -> to.connect(endpoint(single.actualPort()), false, new Terms(LIMIT, 128, 2, new Line(true)))
                    .onSuccess(Upstream::release));
        }

        Awaitility.await().until(() -> opened.get() == 3);
        Awaitility.await().until(() -> connections.open() == 1);
    }

    @Test
    void anotherEventLoopGetsTheOnlyConnectionInItsTurn() {
        HttpServer single = oneAtATime();
        Endpoint endpoint = endpoint(single.actualPort());
        Http2Upstreams others = upstreams(KeepAlive.USUAL);
        Upstream ours = onLoop(to -> to.connect(endpoint, false, terms(LIMIT, 1)));
        Promise<Upstream> theirs = Promise.promise();
        loop.runOnContext(
                now -> others.connect(endpoint, false, terms(LIMIT, 1)).onComplete(theirs));

        loop.runOnContext(now -> ours.release());

        Await.result(theirs.future());
        Awaitility.await().until(() -> opened.get() == 2);
    }

    @Test
    void callsThatWaitInLineWaitForTheConnectionThatIsBeingOpenedAsLongAsTheOthers() {
        try (RawUpstream silent = RawUpstream.running(RawPeer::readToEnd)) {
            Endpoint endpoint = new Endpoint(
                    EndpointType.HTTPS, "127.0.0.1", silent.endpoint().port(), "", Protocol.HTTP_2);
            Holder holder = new Holder();
            ConnectionCounts.Count count = counts.join(endpoint, holder);
            Terms terms = terms(ConnectLimit.usual(Duration.ofMillis(200)), 1);
            Promise<Upstream> first = Promise.promise();
            Promise<Upstream> second = Promise.promise();
            loop.runOnContext(now -> {
                count.add();
                upstreams.connect(endpoint, false, terms).onComplete(first);
                upstreams.connect(endpoint, false, terms).onComplete(second);
                count.release(holder);
            });

            assertThat(Await.failure(first.future(), OwnAnswer.class).kind())
                    .isEqualTo(OwnAnswer.Kind.CONNECTION_TIMEOUT);
            assertThat(Await.failure(second.future(), OwnAnswer.class).kind())
                    .isEqualTo(OwnAnswer.Kind.CONNECTION_TIMEOUT);
        }
    }

    @Test
    void callsAreServedInTheOrderInWhichTheyCame() {
        Endpoint endpoint = endpoint(instance().actualPort());
        Holder holder = new Holder();
        ConnectionCounts.Count count = counts.join(endpoint, holder);
        List<String> served = new CopyOnWriteArrayList<>();
        loop.runOnContext(now -> {
            count.add();
            upstreams.connect(endpoint, false, terms(LIMIT, 1)).onSuccess(stream -> served.add("first"));
            upstreams.connect(endpoint, false, terms(LIMIT, 1)).onSuccess(stream -> served.add("second"));
            count.release(holder);
            loop.nettyEventLoop()
                    .execute(() -> upstreams
                            .connect(endpoint, false, terms(LIMIT, 1))
                            .onSuccess(stream -> served.add("newcomer")));
        });

        Awaitility.await().until(() -> served.size() == 3);
        assertThat(served).containsExactly("first", "second", "newcomer");
    }

    @Test
    void aNewConnectionCarriesNoMoreThanAHundredUntilTheInstanceHasSaidHowManyItTakes() {
        Promise<Boolean> asked = Promise.promise();
        try (RawUpstream reticent = RawUpstream.running(peer -> {
            Await.result(asked.future());
            peer.send(RawHttp2.bytes(RawHttp2.SETTINGS, 0, 0, new byte[0]));
            peer.readToEnd();
        })) {
            Endpoint endpoint = endpoint(reticent.endpoint().port());
            Terms terms = terms(ConnectLimit.usual(Duration.ofSeconds(20)), 1);
            for (int i = 0; i < 100; i++) {
                onLoop(to -> to.connect(endpoint, false, terms));
            }
            Promise<Upstream> next = Promise.promise();
            boolean waits = onLoop(to -> Future.succeededFuture(
                    !to.connect(endpoint, false, terms).onComplete(next).isComplete()));

            assertThat(waits).isTrue();
            asked.complete(true);
            Await.result(next.future());
            assertThat(connections.open()).isEqualTo(1);
        }
    }

    @Test
    void aHandshakeMayTakeAsLongAsTheCallAllowsNow() {
        try (RawUpstream silent = RawUpstream.running(RawPeer::readToEnd)) {
            Endpoint endpoint = new Endpoint(
                    EndpointType.HTTPS, "127.0.0.1", silent.endpoint().port(), "", Protocol.HTTP_2);
            ConnectLimit limit = new ConnectLimit(Duration.ofMillis(100), Duration.ofMinutes(1), OptionalLong.empty());
            Promise<Upstream> connected = Promise.promise();
            long begun = System.nanoTime();
            loop.runOnContext(
                    now -> upstreams.connect(endpoint, false, terms(limit, 128)).onComplete(connected));

            assertThat(Await.failure(connected.future(), OwnAnswer.class).kind())
                    .isEqualTo(OwnAnswer.Kind.CONNECTION_TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void anInstanceThatSendsInformationalHeadsWithoutEndIsGivenUp() {
        try (RawUpstream chatty = RawUpstream.running(peer -> {
            peer.send(RawHttp2.bytes(RawHttp2.SETTINGS, 0, 0, new byte[0]));
            int stream = awaitHead(peer);
            byte[] hint =
                    RawHttp2.bytes(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.block(":status", "103"));
            for (int i = 0; i <= 10_000; i++) {
                peer.send(hint);
            }
            int whole = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
            peer.send(RawHttp2.bytes(RawHttp2.HEADERS, whole, stream, RawHttp2.block(":status", "200")));
            peer.readToEnd();
        })) {
            Promise<OwnAnswer> lost = Promise.promise();
            onLoop(to -> to.connect(endpoint(chatty.endpoint().port()), false, TERMS)
                    .onSuccess(upstream -> {
                        upstream.send(get(), new Waiting(lost));
                        upstream.flush();
                    }));

            assertThat(Await.result(lost.future()).kind()).isEqualTo(OwnAnswer.Kind.MALFORMED_ANSWER);
        }
    }

    /** The number of the stream that it begins. */
    private static int awaitHead(RawPeer peer) {
        peer.read(RawHttp2.PREFACE.length());
        while (true) {
            String frame = peer.read(9);
            peer.read((frame.charAt(0) << 16) | (frame.charAt(1) << 8) | frame.charAt(2));
            if (frame.charAt(3) == RawHttp2.HEADERS) {
                return frame.charAt(8);
            }
        }
    }

    private HttpServer oneAtATime() {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(true)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(1));
        return Await.result(vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end())
                .connectionHandler(connection -> opened.incrementAndGet())
                .listen(0, "127.0.0.1"));
    }

    private static Request get() {
        return new Request("GET", "/x", "HTTP/1.1", Fields.empty().set(Names.HOST, "h"), false);
    }

    /** Says how the call has ended: fails with the status of an answer. */
    private record Waiting(Promise<OwnAnswer> ended) implements Upstream.Listener {

        @Override
        public void informed(Response informational) {}

        @Override
        public void answerHead(Response head) {
            ended.fail(new IllegalStateException(Integer.toString(head.status())));
        }

        @Override
        public void answerChunk(ByteBuf chunk) {
            chunk.release();
        }

        @Override
        public void answerEnd(Fields trailers) {}

        @Override
        public void upstreamRead() {}

        @Override
        public void upstreamWritable() {}

        @Override
        public void upstreamLost(OwnAnswer answer) {
            ended.complete(answer);
        }
    }

    private Http2Upstreams upstreams(KeepAlive keepAlive) {
        return new Http2Upstreams(
                new Connector(loop, vertx.createNetClient(), Http2UpstreamsTest::trusting),
                counts,
                loop.nettyEventLoop(),
                connections,
                keepAlive);
    }

    private static ClientSSLOptions trusting() {
        return new ClientSSLOptions().setTrustAll(true).setHostnameVerificationAlgorithm("");
    }

    private static Terms terms(ConnectLimit limit, int connections) {
        return new Terms(limit, connections, Integer.MAX_VALUE, new Line(true));
    }

    /** Has the only connection that there may be, and lets go of it when the test says so. */
    private static final class Holder implements ConnectionCounts.Share {

        @Override
        public void room() {}

        @Override
        public void need() {}
    }

    /** Where calls may wait, or not. */
    private record Line(boolean enter) implements Terms.Line {

        @Override
        public boolean enter(Runnable giveUp) {
            return enter;
        }

        @Override
        public void leave() {}
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
