package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Injection;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the proxy takes from, and adds to, the heads that it passes on. */
final class HeadersTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void addsWhatAnInstanceWantsToKnowOfTheCaller() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get(
                    "/s%76c/x",
                    "X-Forwarded-For: 1.2.3.4",
                    "X-Forwarded-For: 5.6.7.8",
                    "X-Forwarded-Host: evil",
                    "X-A8-Source: somebody");

            Message sent = new Message(upstream.heads().get(0), "");
            assertThat(sent.field("Host")).isEqualTo("localhost");
            assertThat(sent.field("X-Forwarded-For")).isEqualTo("1.2.3.4, 5.6.7.8, 127.0.0.1");
            assertThat(sent.field("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(sent.field("X-Forwarded-Host")).isEqualTo("localhost");
            assertThat(sent.field("X-Forwarded-Prefix")).isEqualTo("/s%76c");
            assertThat(sent.field("X-A8-Source")).isEqualTo("gateway:v1,blue");
            assertThat(sent.field("X-Envoy-Attempt-Count")).isEqualTo("1");
            assertThat(sent.field("Via")).matches("1\\.1 a8sidecar-[0-9a-f]+");
            assertThat(sent.field("X-Request-Id")).matches("[0-9a-f]{32}");
            assertThat(answer.field("X-Request-Id")).isEqualTo(sent.field("X-Request-Id"));
        }
    }

    @Test
    void leavesTheCallersIdAndTraceAlone() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            String[] own = {"X-Request-Id: mine", "traceparent: 00-a-b-01", "tracestate: k=v", "b3: 0", "TE: trailers"};
            Message answer = caller.get("/svc/x", own);

            Message sent = new Message(upstream.heads().get(0), "");
            assertThat(sent.field("X-Request-Id")).isEqualTo("mine");
            assertThat(sent.field("traceparent")).isEqualTo("00-a-b-01");
            assertThat(sent.field("tracestate")).isEqualTo("k=v");
            assertThat(sent.field("b3")).isEqualTo("0");
            assertThat(sent.field("TE")).isEqualTo("trailers");
            assertThat(answer.field("X-Request-Id")).isEqualTo("mine");
        }
    }

    @Test
    void removesWhatIsAboutOneConnection() {
        try (RawUpstream upstream = RawUpstream.answering(head(
                                "HTTP/1.1 200 OK",
                                "Content-Length: 2",
                                "Connection: keep-alive, X-Private",
                                "Keep-Alive: timeout=5",
                                "X-Private: secret",
                                "X-Public: known")
                        + "ok");
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get(
                    "/svc/x",
                    "Connection: X-Mine, close , host",
                    "Keep-Alive: timeout=5",
                    "X-Mine: secret",
                    "Proxy-Connection: keep-alive",
                    "TE: gzip",
                    "X-Theirs: known");

            Message sent = new Message(upstream.heads().get(0), "");
            assertThat(sent.head())
                    .doesNotContainIgnoringCase("connection:")
                    .doesNotContainIgnoringCase("keep-alive")
                    .doesNotContainIgnoringCase("x-mine")
                    .doesNotContainIgnoringCase("te: ");
            assertThat(sent.field("Host")).isEqualTo("localhost");
            assertThat(sent.field("X-Theirs")).isEqualTo("known");
            assertThat(answer.head()).doesNotContainIgnoringCase("keep-alive").doesNotContainIgnoringCase("x-private");
            assertThat(answer.field("X-Public")).isEqualTo("known");
            assertThat(answer.field("Connection")).isEqualTo("close");
        }
    }

    @Test
    void takesTheAuthorityOfAnAbsoluteTargetForTheHost() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("http://elsewhere:99/svc/x");

            assertThat(new Message(upstream.heads().get(0), "").field("Host")).isEqualTo("elsewhere:99");
        }
    }

    @Test
    void sendsTheEndpointsOwnNameAsHost() {
        try (RawUpstream upstream = RawUpstream.answering(OK)) {
            int port = upstream.endpoint().port();
            try (RunningProxy proxy = RunningProxy.to(new Endpoint(EndpointType.HTTP, "localhost", port, ""));
                    RawCaller caller = proxy.connect()) {
                caller.get("/svc/x");

                assertThat(new Message(upstream.heads().get(0), "").field("Host"))
                        .isEqualTo("localhost:" + port);
            }
        }
    }

    @Test
    void sendsTheHostThatTheRuleAsksForAndSetsTheVersionCookie() {
        try (RawUpstream upstream = RawUpstream.answering(
                        head("HTTP/1.1 200 OK", "Content-Length: 2", "Set-Cookie: own=1") + "ok");
                RunningProxy proxy = RunningProxy.routing((inquiry, balancer, chance) -> {
                    Destination plain = RunningProxy.destination(inquiry.service(), upstream.endpoint());
                    Destination hosted = new Destination(
                            plain.service(),
                            plain.tags(),
                            plain.rule(),
                            plain.pool(),
                            plain.timeout(),
                            plain.retries(),
                            Optional.of("v1.example"),
                            plain.balancing(),
                            plain.uriRewrite());
                    return new Decision.Forward(
                            hosted,
                            plain.pool().preferred().get(0),
                            Injection.NONE,
                            Optional.of("version=svc-v1; Path=/svc"));
                });
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(new Message(upstream.heads().get(0), "").field("Host")).isEqualTo("v1.example");
            assertThat(answer.head()).containsIgnoringCase("set-cookie: own=1");
            assertThat(answer.head()).containsIgnoringCase("set-cookie: version=svc-v1; Path=/svc");
        }
    }

    @Test
    void refusesWhatHasComeThroughHereBefore() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "Via: 1.1 a8sidecar-0123456789abcdef");
            String via = upstream.heads()
                    .get(0)
                    .lines()
                    .filter(line -> line.startsWith("via: ") && !line.endsWith("0123456789abcdef"))
                    .findFirst()
                    .orElseThrow();

            Message answer = caller.get("/svc/x", "Via: 1.0 other, " + via.substring(5));
            assertThat(answer.status()).isEqualTo(508);
            assertThat(answer.field("Proxy-Status")).contains("error=proxy_loop_detected");
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void namesACallWhoseOwnNameIsEmpty() {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x", "X-Request-Id:").field("X-Request-Id"))
                    .matches("[0-9a-f]{32}");
        }
    }
}
