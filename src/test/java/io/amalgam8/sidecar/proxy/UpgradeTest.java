package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that leave HTTP. */
final class UpgradeTest {

    private static final String SWITCH =
            head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket", "X-Own: 1");
    private static final String ASK =
            head("GET /svc/ws HTTP/1.1", "Host: h", "Connection: Upgrade", "Upgrade: websocket");

    @Test
    void relaysBytesBothWaysAfterAnUpgrade() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(SWITCH + "\u0081\u0002hi");
                    peer.send(peer.read(100_000));
                    peer.send("bye");
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);
            Message answer = caller.readAnswer();

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("Upgrade")).isEqualTo("websocket");
            assertThat(answer.field("Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(answer.field("X-Own")).isEqualTo("1");
            assertThat(caller.read(4)).isEqualTo("\u0081\u0002hi");
            String bytes = "GET / HTTP/1.1\r\n\r\n" + "\u0000\u00ff".repeat(49_991);
            caller.send(bytes);
            assertThat(caller.read(100_000)).isEqualTo(bytes);
            assertThat(caller.readToEnd()).isEqualTo("bye");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(101);
            assertThat(proxy.entries().get(0).bytesReceived()).isEqualTo(100_000);
            assertThat(proxy.entries().get(0).bytesSent()).isEqualTo(100_007);
        }
    }

    @Test
    @SuppressWarnings("try") // the caller leaves in the middle of the block: that is what is tested
    void endsTheInstancesSideWhenTheCallerEnds() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(SWITCH);
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);
            caller.readAnswer();
            caller.halfClose();

            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEmpty();
        }
    }

    @Test
    void relaysARefusalToUpgrade() {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 403 Forbidden", "Content-Length: 0"));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);

            assertThat(caller.readAnswer().status()).isEqualTo(403);
            assertThat(caller.get("/svc/x").status()).isEqualTo(403);
            assertThat(new Message(upstream.heads().get(0), "").field("Upgrade"))
                    .isEqualTo("websocket");
            assertThat(new Message(upstream.heads().get(1), "").field("Upgrade"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "TLS/1.2"})
    void keepsUpgradesOfTheConnectionItselfFromTheInstance(String protocol) {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 200 OK", "Content-Length: 0"));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "Connection: Upgrade, HTTP2-Settings", "Upgrade: " + protocol, "HTTP2-Settings: AA");

            assertThat(upstream.heads().get(0))
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContainIgnoringCase("http2-settings");
        }
    }

    @Test
    void goesOnWhenASlowInstanceReadsAgain() {
        int much = 32 << 20;
        CompletableFuture<Integer> read = new CompletableFuture<>();
        CountDownLatch go = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(SWITCH);
                    StreamingTest.passed(go);
                    read.complete(peer.read(much).length());
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);
            caller.readAnswer();
            AtomicLong written = new AtomicLong();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                byte[] piece = new byte[1 << 16];
                while (written.get() < much) {
                    caller.send(piece);
                    written.addAndGet(piece.length);
                }
            });
            StreamingTest.whenItStands(written);
            go.countDown();

            assertThat(read.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(much);
            sent.join();
        }
    }

    @Test
    void passesOnNoneOfSeveralProtocolsThatAreTheConnectionsOwn() {
        try (RawUpstream upstream = RawUpstream.answering(head("HTTP/1.1 200 OK", "Content-Length: 0"));
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.get("/svc/x", "Connection: Upgrade", "Upgrade: websocket, h2c");
            caller.get("/svc/x", "Connection: Upgrade", "Upgrade: h2c", "Upgrade: websocket");

            assertThat(upstream.heads())
                    .allMatch(one -> new Message(one, "").field("Upgrade").equals("websocket"));
            assertThat(upstream.heads()).noneMatch(one -> one.contains("h2c"));
        }
    }
}
