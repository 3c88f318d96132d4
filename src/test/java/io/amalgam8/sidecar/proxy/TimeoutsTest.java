package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.transport.Patience;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every wait ends. */
final class TimeoutsTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void answers504WhenTheInstanceDoesNot() {
        try (RawUpstream upstream = silent();
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(upstream.endpoint()), new TimeoutOptions(LONG, SHORT, LONG));
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("Proxy-Status")).contains("error=http_response_timeout");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("UT");
            assertThat(proxy.entries().get(0).attempts()).isEqualTo(1);
        }
    }

    @Test
    void waitsAsLongAsTheCallerAsks() {
        try (RawUpstream upstream = silent();
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(upstream.endpoint()), new TimeoutOptions(LONG, LONG, LONG));
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x", "x-envoy-upstream-rq-timeout-ms: 150")
                            .status())
                    .isEqualTo(504);
            assertThat(upstream.heads().get(0)).doesNotContain("rq-timeout-ms");
        }
    }

    @Test
    void saysThatACallerHasGoneWhoLeavesWhileConnecting() {
        try (RawUpstream upstream = RawUpstream.running(RawPeer::readToEnd);
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(secure(upstream)),
                        new TimeoutOptions(Duration.ofMillis(500), LONG, LONG));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            await().until(() -> upstream.connections() == 1);
            caller.reset();

            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(499);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DC");
        }
    }

    @Test
    void waitsAsLongAsTheRuleSays() {
        try (RawUpstream upstream = silent();
                RunningProxy proxy = RunningProxy.routing((inquiry, balancer, chance) -> {
                    Destination plain = RunningProxy.destination(inquiry.service(), upstream.endpoint());
                    Destination limited = new Destination(
                            plain.service(),
                            plain.tags(),
                            plain.rule(),
                            plain.pool(),
                            Optional.of(SHORT),
                            plain.retries(),
                            plain.host(),
                            plain.balancing(),
                            plain.uriRewrite());
                    return RunningProxy.forward(
                            limited, plain.pool().instances().get(0));
                });
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(504);
        }
    }

    @Test
    void countsTheAnswersTimeFromTheRequestsEnd() {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 200 OK", "Content-Length: 0"));
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(upstream.endpoint()), new TimeoutOptions(LONG, SHORT, LONG));
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 2") + "a");
            long begun = System.nanoTime();
            await().until(() -> System.nanoTime() - begun > SHORT.toNanos() * 2);
            caller.send("b");

            assertThat(caller.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void answers408WhenTheBodyDoesNotGoOn() {
        try (RawUpstream upstream = silent();
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(upstream.endpoint()), new TimeoutOptions(LONG, LONG, SHORT));
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 2") + "a");

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void answers408WhenTheHeadDoesNotEnd() {
        try (RunningProxy proxy =
                        RunningProxy.waiting(new Patience(LONG, SHORT, LONG, SHORT), RunningProxy.forwardingTo());
                RawCaller caller = proxy.connect()) {
            caller.send("GET /svc/x HTTP/1.1\r\nHost:");

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 408 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void answers504WhenTheCallsTimeIsUsedUpWhileConnecting() {
        try (RawUpstream upstream = RawUpstream.running(RawPeer::readToEnd);
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(secure(upstream)), new TimeoutOptions(LONG, SHORT, LONG));
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("Proxy-Status")).contains("error=connection_timeout");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("UT");
        }
    }

    @Test
    void callsAHandshakeThatDoesNotEndATimeout() {
        try (RawUpstream upstream = RawUpstream.running(RawPeer::readToEnd);
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(secure(upstream)), new TimeoutOptions(SHORT, LONG, LONG));
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Proxy-Status")).contains("error=connection_timeout");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).startsWith("UF");
        }
    }

    @Test
    void takesAnEmptyLineBehindABodyForNothing() {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 200 OK", "Content-Length: 0"));
                RunningProxy proxy = RunningProxy.waiting(
                        new Patience(LONG, SHORT, SHORT.multipliedBy(4), SHORT),
                        RunningProxy.forwardingTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 2") + "ab\r\n");
            assertThat(caller.readAnswer().status()).isEqualTo(200);
            long begun = System.nanoTime();
            await().until(() -> System.nanoTime() - begun > SHORT.toNanos() * 2);

            assertThat(caller.get("/svc/x").status()).isEqualTo(200);
            caller.send("\r\n");
            assertThat(caller.readToEnd()).isEmpty();
        }
    }

    @Test
    void cutsAnAnswerThatDoesNotGoOn() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 10") + "hello");
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.routing(
                        RunningProxy.forwardingTo(upstream.endpoint()), new TimeoutOptions(LONG, LONG, SHORT));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));

            assertThat(caller.readToEnd()).endsWith("\r\n\r\nhello");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("UT");
        }
    }

    private static Endpoint secure(RawUpstream upstream) {
        return new Endpoint(EndpointType.HTTPS, "127.0.0.1", upstream.endpoint().port(), "");
    }

    private static RawUpstream silent() {
        return RawUpstream.running(peer -> {
            peer.readHead();
            peer.readToEnd();
        });
    }
}
