package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages end, and what is refused because two readers might disagree about it. */
final class FramingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    static Stream<Arguments> refused() {
        String host = "Host: h";
        return Stream.of(
                Arguments.of(
                        400, head("POST /svc/x HTTP/1.1", host, "Content-Length: 5", "Transfer-Encoding: chunked")),
                Arguments.of(400, head("POST /svc/x HTTP/1.1", host, "Content-Length: 5", "Content-Length: 6")),
                Arguments.of(400, head("POST /svc/x HTTP/1.1", host, "Content-Length: +5")),
                Arguments.of(400, head("POST /svc/x HTTP/1.1", host, "Content-Length: 5, 5")),
                Arguments.of(501, head("POST /svc/x HTTP/1.1", host, "Transfer-Encoding: gzip")),
                Arguments.of(501, head("POST /svc/x HTTP/1.1", host, "Transfer-Encoding: gzip, chunked")),
                Arguments.of(
                        400, head("POST /svc/x HTTP/1.1", host, "Transfer-Encoding: x", "Transfer-Encoding: chunked")),
                Arguments.of(400, head("POST /svc/x HTTP/1.0", host, "Transfer-Encoding: chunked")),
                Arguments.of(400, head("GET /svc/x HTTP/1.1")),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", host, host)),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", "Host: a/b")),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", "Host: a b")),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", host, "X : y")),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", host, ": y")),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", host, "X: a\u0000b")),
                Arguments.of(400, "GET /svc/x HTTP/1.1\nHost: h\n\n"),
                Arguments.of(400, head("GET /svc/\u00e9 HTTP/1.1", host)),
                Arguments.of(400, head("GET /svc/x#y HTTP/1.1", host)),
                Arguments.of(400, head("GET svc/x HTTP/1.1", host)),
                Arguments.of(400, head("GET ftp://h/svc/x HTTP/1.1", host)),
                Arguments.of(400, head("GET http://u:p@h/svc/x HTTP/1.1", host)),
                Arguments.of(400, head("GET http://a\"b/svc/x HTTP/1.1", host)),
                Arguments.of(400, head("GET /svc/x HTTP/1.1", host, "Sec-WebSocket-Key1: 1", "Sec-WebSocket-Key2: 2")),
                Arguments.of(400, head("GET /%zz/x HTTP/1.1", host)),
                Arguments.of(400, head("GET /svc/x http/1.1", host)),
                Arguments.of(505, head("GET /svc/x HTTP/2.0", host)),
                Arguments.of(505, head("GET /svc/x HTTP/1.2", host)),
                Arguments.of(501, head("CONNECT h:80 HTTP/1.1", host)),
                Arguments.of(405, head("TRACE /svc/x HTTP/1.1", host)),
                Arguments.of(414, head("GET /svc/" + "x".repeat(17_000) + " HTTP/1.1", host)),
                Arguments.of(431, head("GET /svc/x HTTP/1.1", host, "X: " + "x".repeat(66_000))),
                Arguments.of(431, head("GET /svc/x HTTP/1.1", host, "X: y\r\n".repeat(200) + "Z: z")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAndNeverForwards(int status, String request) {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(request);

            Message answer = caller.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("Proxy-Status")).startsWith("a8sidecar; error=http_request_");
            if (status != 405) {
                assertThat(answer.field("Connection")).isEqualTo("close");
                assertThat(caller.readToEnd()).isEmpty();
            }
            assertThat(upstream.heads()).isEmpty();
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DPE");
        }
    }

    @Test
    void answersAMalformedChunkAndLeavesTheInstance() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Transfer-Encoding: chunked") + "5\r\nhello\r\nZZ\r\n");

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void answersABodyThatIsCutOff() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 50") + "hello");
            caller.halfClose();

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void servesCallersThatSpeakHttp10() {
        try (RawUpstream upstream = RawUpstream.answering(
                        head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n");
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.0", "Connection: keep-alive"));

            assertThat(caller.readToEnd())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .endsWith("\r\n\r\nhello");
            assertThat(upstream.heads().get(0))
                    .startsWith("GET /x HTTP/1.1\r\n")
                    .containsIgnoringCase("host: " + upstream.endpoint().authority());
        }
    }

    @Test
    void keepsAnHttp10ConnectionThatAsksForIt() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.0", "Connection: keep-alive"));
            assertThat(caller.readAnswer().field("Connection")).isEqualTo("keep-alive");
            caller.send(head("GET /svc/x HTTP/1.0"));

            assertThat(caller.readToEnd())
                    .containsIgnoringCase("connection: close")
                    .endsWith("ok");
        }
    }

    @Test
    void delimitsByChunksWhatTheInstanceDelimitsByItsEnd() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK") + "hello");
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(caller.get("/svc/x").body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void answersWithoutABodyWhereThereIsNone(String status) {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 " + status, "ETag: \"x\""));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.head()).startsWith("HTTP/1.1 " + status + "\r\n");
            assertThat(answer.field("Transfer-Encoding")).isEmpty();
            assertThat(caller.get("/svc/y").field("ETag")).isEqualTo("\"x\"");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void doesNotKeepAConnectionOnWhichABodyWasAnnouncedThatMayNotBe() {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 304 Not Modified", "Content-Length: 5"));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            assertThat(caller.get("/svc/x").status()).isEqualTo(304);
            assertThat(caller.get("/svc/x").status()).isEqualTo(304);

            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void relaysTheHeadAloneToHead() {
        try (RawUpstream upstream = RawUpstream.answering(
                        head("HTTP/1.1 103 Early Hints") + head("HTTP/1.1 200 OK", "Content-Length: 500"));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("HEAD /svc/x HTTP/1.1", "Host: h"));
            assertThat(caller.readHead()).startsWith("HTTP/1.1 103 ");
            assertThat(caller.readHead()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-length: 500");
            caller.send(head("HEAD /svc/y HTTP/1.1", "Host: h"));

            assertThat(caller.readHead()).startsWith("HTTP/1.1 103 ");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX : y\u0001\r\n\r\nok",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            })
    void answers502ToAMalformedAnswer(String malformed) {
        try (RawUpstream upstream = RawUpstream.answering(malformed);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.field("Proxy-Status")).contains("error=http_protocol_error");
        }
    }

    @Test
    void neverTakesWhatTheInstanceSaysUnaskedForAnAnswer() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(OK + "HTTP/1.1 200 OK\r\nX-Unasked: 1\r\nContent-Le");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                Message answer = caller.get("/svc/x");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("X-Unasked")).isEmpty();
            }
            assertThat(upstream.connections()).isEqualTo(5);
        }
    }

    @Test
    void saysNothingOfARequestLineThatCouldNotBeRead() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send("nonsense\r\n\r\n");

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 400 ");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).method()).isEqualTo("-");
            assertThat(proxy.entries().get(0).target()).isEqualTo("-");
        }
    }
}
