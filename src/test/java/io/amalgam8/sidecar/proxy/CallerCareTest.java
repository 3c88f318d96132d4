package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.transport.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers get that send too slowly, too much, or more than anybody wants, and how they are rid of. */
final class CallerCareTest {

    private static final String OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "ok";
    private static final String TOO_LARGE = head("HTTP/1.1 413 Content Too Large", "Content-Length: 9") + "too large";

    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(2));

    @Test
    void anEarlyAnswerIsNotLostWhileTheCallerStillSends() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(TOO_LARGE);
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Connection: close", "Content-Length: 50000000"));
            await().until(() -> proxy.entries().size() == 1);
            for (int i = 0; i < 64; i++) {
                caller.send("x".repeat(64 * 1024));
            }

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 413 ").endsWith("too large");
        }
    }

    @Test
    void aRefusalIsNotLostWhileTheCallerStillSends() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send("nonsense\r\n");
            await().until(() -> proxy.entries().size() == 1);
            for (int i = 0; i < 64; i++) {
                caller.send("x".repeat(64 * 1024));
            }

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 400 ").doesNotContain("<reset>");
        }
    }

    @Test
    void whoSendsOnAndOnIsCutOffAtLast() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.waiting(SHORT, RunningProxy.forwardingTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.send("nonsense\r\n");

            await().atMost(Duration.ofSeconds(20)).until(() -> isCutOff(caller));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-continue", "100-continue, other", "other"})
    void afterAFinalAnswerInPlaceOf100TheConnectionIsNotUsedAgain(String expectation) {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 417 Expectation Failed", "Content-Length: 0"));
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Expect: " + expectation, "Content-Length: 40"));
            Message answer = caller.readAnswer();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.field("Connection")).isEqualTo("close");
            caller.send(head("GET /svc/y HTTP/1.1", "Host: h"));

            assertThat(caller.readToEnd()).isEmpty();
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void aHeadThatBeganBehindAnotherRequestIsTimedAsWell() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.waiting(SHORT, RunningProxy.forwardingTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h") + "GET /svc/y HTTP/1.1\r\nHo");

            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(caller.readAnswer().status()).isEqualTo(408);
            assertThat(caller.readToEnd()).isEmpty();
        }
    }

    @Test
    void aHeadThatComesByDropsIsTimedAsAWhole() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.waiting(SHORT, RunningProxy.forwardingTo(upstream.endpoint()));
                RawCaller caller = proxy.connect()) {
            caller.send("\r\nGET /svc/x HTTP/1.1\r\nHost: h\r\n");
            await().pollInterval(Duration.ofMillis(100)).until(() -> {
                caller.send("X: y\r\n");
                return proxy.entries().size() == 1;
            });

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DPE");
        }
    }

    @Test
    void informationalHeadsWithoutEndAreNoAnswer() {
        String interim = head("HTTP/1.1 102 Processing").repeat(500);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    while (true) {
                        peer.send(interim);
                    }
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.0", "Host: h"));

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void whoAsksAndDoesNotReadIsNotAnsweredOnAndOn() throws IOException, InterruptedException {
        int count = 100_000;
        String request = head("GET /x HTTP/1.1", "Host: h");
        Socket socket = new Socket();
        Thread sender = new Thread(() -> sendAll(socket, request, count));
        try (RunningProxy proxy = RunningProxy.routing((head, balancer, chance) -> new Decision.UnknownService("x"));
                socket) {
            socket.setReceiveBufferSize(16_384);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
            sender.start();
            await().until(() -> proxy.entries().size() > 100);
            await().during(Duration.ofSeconds(1)).until(new Unchanged(proxy)::isSo);

            assertThat(proxy.entries()).hasSizeLessThan(count / 2);
        }
        sender.join();
    }

    private static void sendAll(Socket socket, String request, int count) {
        byte[] bytes = request.repeat(100).getBytes(StandardCharsets.ISO_8859_1);
        try {
            for (int i = 0; i < count; i += 100) {
                socket.getOutputStream().write(bytes);
            }
        } catch (IOException closed) {
            // The test has seen enough.
            return;
        }
    }

    private static boolean isCutOff(RawCaller caller) {
        try {
            caller.send("x".repeat(1024));
            return false;
        } catch (UncheckedIOException gone) {
            return true;
        }
    }

    @Test
    void aConnectionBeyondTheLimitIsToldSo() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.limited(2, RunningProxy.forwardingTo(upstream.endpoint()));
                RawCaller first = proxy.connect();
                RawCaller second = proxy.connect()) {
            assertThat(first.get("/svc/x").status()).isEqualTo(200);
            assertThat(second.get("/svc/x").status()).isEqualTo(200);
            try (RawCaller third = proxy.connect()) {
                third.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 100000") + "x".repeat(50_000));
                Message refused = third.readAnswer();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.field("Connection")).isEqualTo("close");
                assertThat(refused.field("Proxy-Status")).contains("error=connection_limit_reached");
                assertThat(refused.field("Retry-After")).isEqualTo("1");
                assertThat(third.readToEnd()).isEmpty();
            }
            assertThat(first.get("/svc/y").status()).isEqualTo(200);
            second.reset();

            await().until(() -> statusOfANewCaller(proxy) == 200);
        }
    }

    private static int statusOfANewCaller(RunningProxy proxy) {
        try (RawCaller caller = proxy.connect()) {
            return caller.get("/svc/x").status();
        }
    }

    /** Whether there are still as many calls as when it was asked first, or it begins anew. */
    private static final class Unchanged {

        private final RunningProxy proxy;
        private int before = -1;

        Unchanged(RunningProxy proxy) {
            this.proxy = proxy;
        }

        boolean isSo() {
            int now = proxy.entries().size();
            boolean same = now == before;
            before = now;
            return same;
        }
    }
}
