package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static io.amalgam8.sidecar.testing.RawPeer.targetOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an instance gets, and what the caller gets back. */
final class ForwardingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void relaysRequestAndAnswer() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/hello?x=1");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(upstream.heads().get(0)).startsWith("GET /hello?x=1 HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/svc, /",
        "/svc/, /",
        "/svc?q=1, /?q=1",
        "/svc/a//b///c, /a//b///c",
        "/svc/%41%2fb%zz?%0a, /%41%2fb%zz?%0a",
        "/svc/a/../b/./c, /a/../b/./c",
        "/svc/x?next=http://a/b?c, /x?next=http://a/b?c",
        "/%73vc/x, /x",
        "http://elsewhere:80/svc/x, /x",
        "/svc/;a=b|c\\d{e}, /;a=b|c\\d{e}",
    })
    void sendsThePathOnByteForByte(String target, String sent) {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get(target).status()).isEqualTo(200);

            assertThat(upstream.heads().get(0)).startsWith("GET " + sent + " HTTP/1.1\r\n");
        }
    }

    @Test
    void putsTheEndpointsOwnPathBeforeTheRequests() {
        try (RawUpstream upstream = RawUpstream.answering(OK)) {
            Endpoint plain = upstream.endpoint();
            Endpoint prefixed = new Endpoint(plain.type(), plain.host(), plain.port(), "/base");
            try (RunningProxy proxy = RunningProxy.to(prefixed);
                    RawCaller caller = proxy.connect()) {
                caller.get("/svc/x");

                assertThat(upstream.heads().get(0)).startsWith("GET /base/x HTTP/1.1\r\n");
            }
        }
    }

    @Test
    void writesOneLineForEachCall() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head(
                            "POST /svc/x?y HTTP/1.1",
                            "Host: h",
                            "Content-Length: 5",
                            "User-Agent: u",
                            "Referer: r",
                            "X-Forwarded-For: 1.2.3.4",
                            "X-Request-Id: id-1",
                            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                    + "hello");
            caller.readAnswer();

            await().until(() -> proxy.entries().size() == 1);
            AccessLogEntry entry = proxy.entries().get(0);
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.method()).isEqualTo("POST");
            assertThat(entry.target()).isEqualTo("/svc/x?y");
            assertThat(entry.protocol()).isEqualTo("HTTP/1.1");
            assertThat(entry.destination()).isEqualTo("svc");
            assertThat(entry.destinationTags()).isEqualTo("v1");
            assertThat(entry.upstreamAddress()).isEqualTo(upstream.endpoint().authority());
            assertThat(entry.remoteAddress()).isEqualTo("127.0.0.1");
            assertThat(entry.userAgent()).isEqualTo("u");
            assertThat(entry.referer()).isEqualTo("r");
            assertThat(entry.forwardedFor()).isEqualTo("1.2.3.4");
            assertThat(entry.requestId()).isEqualTo("id-1");
            assertThat(entry.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(entry.attempts()).isEqualTo(1);
            assertThat(entry.flags()).isEmpty();
            assertThat(entry.bytesReceived()).isEqualTo(5);
            assertThat(entry.bytesSent()).isEqualTo(2);
            assertThat(entry.rule()).isEqualTo("rule-1");
            assertThat(entry.upstreamNanos()).isPositive().isLessThanOrEqualTo(entry.durationNanos());
        }
    }

    @Test
    void servesRequestsInTheOrderInWhichTheyWereSent() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    for (int i = 0; i < 200; i++) {
                        String path = targetOf(peer.readHead());
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    }
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                all.append("GET /svc/").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            caller.send(all.toString());

            for (int i = 0; i < 200; i++) {
                assertThat(caller.readAnswer().body()).isEqualTo("/" + i);
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void balancesOverAllInstances() {
        int callers = 40;
        CountDownLatch arrived = new CountDownLatch(callers);
        // Of calls one after the other, the quicker instance may rightly get nearly all: these come all at once.
        RawUpstream.Script answerWhenAllHaveCome = caller -> {
            caller.readHead();
            arrived.countDown();
            try {
                arrived.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            caller.send(OK);
        };
        try (RawUpstream one = RawUpstream.running(answerWhenAllHaveCome);
                RawUpstream two = RawUpstream.running(answerWhenAllHaveCome);
                RunningProxy proxy = RunningProxy.to(one.endpoint(), two.endpoint())) {
            List<RawCaller> calls =
                    Stream.generate(proxy::connect).limit(callers).toList();
            calls.forEach(caller -> caller.send(head("GET /svc/x HTTP/1.1", "Host: localhost")));
            calls.forEach(caller -> assertThat(caller.readAnswer().status()).isEqualTo(200));
            calls.forEach(RawCaller::close);

            assertThat(List.of(one.heads().size(), two.heads().size())).allMatch(count -> count > 10);
        }
    }
}
