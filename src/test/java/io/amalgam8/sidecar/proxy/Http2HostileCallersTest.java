package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawHttp2.CLOSED;
import static io.amalgam8.sidecar.testing.RawHttp2.CONTINUATION;
import static io.amalgam8.sidecar.testing.RawHttp2.DATA;
import static io.amalgam8.sidecar.testing.RawHttp2.END_HEADERS;
import static io.amalgam8.sidecar.testing.RawHttp2.END_STREAM;
import static io.amalgam8.sidecar.testing.RawHttp2.GOAWAY;
import static io.amalgam8.sidecar.testing.RawHttp2.HEADERS;
import static io.amalgam8.sidecar.testing.RawHttp2.PING;
import static io.amalgam8.sidecar.testing.RawHttp2.RST_STREAM;
import static io.amalgam8.sidecar.testing.RawHttp2.SETTINGS;
import static io.amalgam8.sidecar.testing.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawHttp2;
import io.amalgam8.sidecar.testing.RawHttp2.Frame;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.transport.Patience;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may send in HTTP/2 that no honest one sends; other callers are served all the while. */
final class Http2HostileCallersTest {

    private static final int PROTOCOL_ERROR = 1;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int WHOLE = END_STREAM | END_HEADERS;

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private final RunningProxy proxy = RunningProxy.to(instance.endpoint());

    @AfterEach
    void end() {
        proxy.close();
        instance.close();
    }

    @Test
    void areServedWhenTheyAreHonest() throws IOException {
        try (RawHttp2 caller = RawHttp2.to(proxy.port())) {
            for (char c : RawHttp2.PREFACE.toCharArray()) {
                caller.send(String.valueOf(c));
            }
            caller.frame(SETTINGS, 0, 0, new byte[0]).frame(HEADERS, WHOLE, 1, RawHttp2.get("/svc/x"));

            assertThat(caller.await(HEADERS).stream()).isEqualTo(1);
            assertThat(caller.await(DATA).payload()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nGET /svc/x HTTP/1.1\r\nHost: h\r\n\r\n",
                "PRI * HTTP/2.0\r\nHost: h\r\n\r\nSM\r\n\r\n"
            })
    void areAnsweredAsOfHttp1WhenTheyCannotEvenBegin(String words) {
        try (RawCaller caller = RawCaller.to(proxy.port())) {
            caller.send(words);

            assertThat(caller.readAnswer().status()).isEqualTo(505);
            assertThat(caller.readToEnd()).isEmpty();
        }
    }

    @Test
    void loseTheConnectionWhenTheyResetWhatTheyBeginOverAndOver() throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            byte[] head = RawHttp2.get("/svc/x");
            for (int stream = 1; stream < 2 * 1_500; stream += 2) {
                frames.writeBytes(RawHttp2.bytes(HEADERS, WHOLE, stream, head));
                frames.writeBytes(RawHttp2.bytes(RST_STREAM, 0, stream, RawHttp2.fourBytes(8)));
            }
            sendWhatIsTaken(caller, frames.toByteArray());

            Frame last = caller.await(GOAWAY);
            assertThat(last.type() == CLOSED || last.error() == ENHANCE_YOUR_CALM)
                    .isTrue();
        }
        assertOthersAreServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {SETTINGS, PING})
    void loseTheConnectionWhenTheyDoNotReadTheRepliesTheyAskFor(int type) throws IOException {
        byte[] frame = RawHttp2.bytes(type, 0, 0, new byte[type == PING ? 8 : 0]);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 10_000; i++) {
            frames.writeBytes(frame);
        }
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            boolean taken = true;
            for (int i = 0; i < 500 && taken; i++) {
                taken = sendWhatIsTaken(caller, frames.toByteArray());
            }
            assertThat(taken).isFalse();
        }
        assertOthersAreServed();
    }

    @Test
    void loseTheConnectionWhenTheirHeadComesInCrumbs() throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, END_STREAM, 1, RawHttp2.get("/svc/x"));
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                frames.writeBytes(RawHttp2.bytes(CONTINUATION, 0, 1, new byte[0]));
            }
            sendWhatIsTaken(caller, frames.toByteArray());

            assertThat(caller.await(GOAWAY).type()).isIn(GOAWAY, CLOSED);
        }
        assertThat(instance.heads()).isEmpty();
    }

    @Test
    void areRefusedHeadsThatAreTooLarge() throws IOException {
        byte[] block = RawHttp2.get("/svc/x", "x-large", "x".repeat(70_000));
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            int piece = 16_384;
            caller.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, piece));
            for (int start = piece; start < block.length; start += piece) {
                int end = Math.min(start + piece, block.length);
                caller.frame(
                        CONTINUATION, end == block.length ? END_HEADERS : 0, 1, Arrays.copyOfRange(block, start, end));
            }

            assertThat(caller.await(HEADERS, RST_STREAM, GOAWAY).type()).isIn(HEADERS, RST_STREAM, GOAWAY);
        }
        assertThat(instance.heads()).isEmpty();
    }

    @Test
    void loseTheConnectionWhenTheyOverflowItsWindow() throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(WINDOW_UPDATE, 0, 0, RawHttp2.fourBytes(Integer.MAX_VALUE));

            assertThat(caller.await(GOAWAY).error()).isEqualTo(3);
        }
    }

    @Test
    void loseTheConnectionWhenTheirHeadDoesNotEnd() throws IOException {
        try (RunningProxy impatient = impatient();
                RawHttp2 caller = RawHttp2.begun(impatient.port())) {
            caller.frame(HEADERS, END_STREAM, 1, RawHttp2.get("/svc/x"));

            assertThat(caller.await(GOAWAY).error()).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(caller.await(CLOSED).type()).isEqualTo(CLOSED);
        }
    }

    @Test
    void areStillAnsweredWhatTheyHadBegunBeforeAHeadThatDoesNotEnd() throws IOException {
        Promise<Boolean> told = Promise.promise();
        try (RawUpstream slow = RawUpstream.running(peer -> {
                    peer.readHead();
                    Await.result(told.future());
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    peer.readToEnd();
                });
                RunningProxy impatient = RunningProxy.waiting(
                        new Patience(LONG, SHORT, LONG, SHORT), RunningProxy.forwardingTo(slow.endpoint()));
                RawHttp2 caller = RawHttp2.begun(impatient.port())) {
            caller.frame(HEADERS, WHOLE, 1, RawHttp2.get("/svc/x"));
            Awaitility.await().until(() -> slow.heads().size() == 1);
            caller.frame(HEADERS, END_STREAM, 3, RawHttp2.get("/svc/x"));

            assertThat(caller.await(GOAWAY).type()).isEqualTo(GOAWAY);
            told.complete(true);
            assertThat(caller.await(DATA).payload()).isEqualTo("ok");
            assertThat(caller.await(CLOSED).type()).isEqualTo(CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRI * HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI * H", "P"})
    void loseTheConnectionWhenTheirFirstWordsDoNotEnd(String words) throws IOException {
        try (RunningProxy impatient = impatient();
                RawHttp2 caller = RawHttp2.to(impatient.port())) {
            caller.send(words);

            caller.awaitEnd();
        }
    }

    @Test
    void haveTheirTimeForWhatIsNoHead() throws IOException {
        byte[] put = RawHttp2.block(":method", "PUT", ":scheme", "http", ":path", "/svc/x", ":authority", "h");
        try (RunningProxy impatient = impatient();
                RawHttp2 caller = RawHttp2.begun(impatient.port())) {
            caller.frame(HEADERS, END_HEADERS, 1, put).frame(DATA, 0, 1, new byte[3]);
            long begun = System.nanoTime();
            Awaitility.await().until(() -> System.nanoTime() - begun > SHORT.toNanos() * 3);
            caller.frame(DATA, END_STREAM, 1, new byte[3]);

            assertThat(caller.await(DATA).payload()).isEqualTo("ok");
        }
    }

    private RunningProxy impatient() {
        return RunningProxy.waiting(
                new Patience(LONG, SHORT, LONG, SHORT), RunningProxy.forwardingTo(instance.endpoint()));
    }

    static Stream<Arguments> malformedHeads() {
        return Stream.of(
                Arguments.of("a line's end in a value", RawHttp2.get("/svc/x", "x-a", "b\r\nx-evil: 1")),
                Arguments.of("an upper-case name", RawHttp2.get("/svc/x", "X-A", "b")),
                Arguments.of("a space in a name", RawHttp2.get("/svc/x", "x a", "b")),
                Arguments.of("a field of HTTP/1.1's connections", RawHttp2.get("/svc/x", "connection", "close")),
                Arguments.of("a transfer coding", RawHttp2.get("/svc/x", "transfer-encoding", "chunked")),
                Arguments.of("another Host", RawHttp2.get("/svc/x", "host", "elsewhere")),
                Arguments.of("two Hosts", RawHttp2.get("/svc/x", "host", "localhost", "host", "elsewhere")),
                Arguments.of("a pseudo-field at the end", RawHttp2.get("/svc/x", "x-a", "b", ":path", "/svc/y")),
                Arguments.of(
                        "two paths",
                        RawHttp2.block(
                                ":method",
                                "GET",
                                ":scheme",
                                "http",
                                ":path",
                                "/svc/x",
                                ":path",
                                "/svc/y",
                                ":authority",
                                "h")),
                Arguments.of("a line's end in the path", RawHttp2.get("/svc/x HTTP/1.1\r\nx: y")),
                Arguments.of("a path without its slash", RawHttp2.get("svc/x")),
                Arguments.of("no path", RawHttp2.block(":method", "GET", ":scheme", "http", ":authority", "h")),
                Arguments.of("no method", RawHttp2.block(":path", "/svc/x", ":scheme", "http", ":authority", "h")),
                Arguments.of("no scheme", RawHttp2.block(":path", "/svc/x", ":method", "GET", ":authority", "h")),
                Arguments.of(
                        "a method that is none",
                        RawHttp2.block(":method", "GET /x", ":scheme", "http", ":path", "/svc/x", ":authority", "h")),
                Arguments.of(
                        "user information",
                        RawHttp2.block(":method", "GET", ":scheme", "http", ":path", "/svc/x", ":authority", "u@h/x")),
                Arguments.of("a length without a body", RawHttp2.get("/svc/x", "content-length", "5")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedHeads")
    void areRefusedWhatIsMalformedAndNothingOfItIsSentOn(String what, byte[] block) throws IOException {
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, WHOLE, 1, block);

            // An answer that says so, or the stream's or the connection's end with the error.
            Frame reply = caller.await(HEADERS, RST_STREAM, GOAWAY);
            assertThat(what.isEmpty()).isFalse();
            assertThat(reply.type()).isIn(HEADERS, RST_STREAM, GOAWAY);
            assertThat(reply.type() == HEADERS || reply.error() == PROTOCOL_ERROR)
                    .isTrue();
        }
        assertThat(instance.heads()).isEmpty();
        assertOthersAreServed();
    }

    @Test
    void areRefusedBodiesOfAnotherLengthThanAnnounced() throws IOException {
        byte[] block = RawHttp2.block(
                ":method", "PUT", ":scheme", "http", ":path", "/svc/x", ":authority", "h", "content-length", "3");
        try (RawHttp2 caller = RawHttp2.begun(proxy.port())) {
            caller.frame(HEADERS, END_HEADERS, 1, block).frame(DATA, END_STREAM, 1, new byte[5]);

            assertThat(caller.await(RST_STREAM).error()).isEqualTo(PROTOCOL_ERROR);
        }
        assertOthersAreServed();
    }

    @Test
    void doNotKeepTheProxyFromStopping() throws IOException {
        try (RawUpstream endless = RawUpstream.running(peer -> {
                    boolean upgrades = peer.readHead().contains("websocket");
                    peer.send(
                            upgrades
                                    ? RawPeer.head("HTTP/1.1 101 Now", "Connection: upgrade", "Upgrade: websocket")
                                    : RawPeer.head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"));
                    while (peer.readSome(new byte[1_024]) >= 0) {}
                });
                RunningProxy stopping = RunningProxy.draining(Duration.ofSeconds(2), endless.endpoint());
                RawHttp2 caller = RawHttp2.begun(stopping.port());
                RawCaller webSocket = stopping.connect()) {
            caller.frame(HEADERS, WHOLE, 1, RawHttp2.get("/svc/x"));
            assertThat(caller.await(HEADERS).stream()).isEqualTo(1);
            webSocket.send(RawPeer.head("GET /svc/x HTTP/1.1", "Host: h", "Connection: upgrade", "Upgrade: websocket"));
            assertThat(webSocket.readHead()).startsWith("HTTP/1.1 101");

            Await.result(stopping.stop());

            assertThat(caller.await(CLOSED).type()).isEqualTo(CLOSED);
            assertThat(webSocket.readToEnd()).isNotNull();
        }
    }

    /** False when the connection ended meanwhile. */
    private static boolean sendWhatIsTaken(RawHttp2 caller, byte[] frames) {
        try {
            caller.send(frames);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private void assertOthersAreServed() {
        assertThat(Http.get("http://127.0.0.1:" + proxy.port() + "/svc/x").statusCode())
                .isEqualTo(200);
    }
}
