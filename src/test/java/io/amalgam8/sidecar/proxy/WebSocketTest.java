package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSockets from end to end. */
final class WebSocketTest {

    private static final int FRAMES = 10_000;
    private static final int MASKED_CLOSE = 8;
    private static final int LARGEST = 200_000;
    private static final String ASK = head(
            "GET /svc/ws HTTP/1.1",
            "Host: h",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    private static final String SWITCH =
            head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void tenThousandFramesOfMixedSizesComeBackAsTheyWere() {
        Endpoint echo = echo();
        try (RunningProxy proxy = RunningProxy.to(echo)) {
            List<Sent> sent = mixed();
            List<Sent> back = new ArrayList<>();
            CompletableFuture<Void> all = new CompletableFuture<>();
            // One that nobody holds any more is closed by the next collection of garbage.
            WebSocketClient client = vertx.createWebSocketClient(
                    new WebSocketClientOptions().setMaxFrameSize(LARGEST).setMaxMessageSize(4 * LARGEST));
            WebSocket socket = RunningProxy.await(client.connect(proxy.port(), "127.0.0.1", "/svc/ws"));
            socket.frameHandler(frame -> {
                back.add(Sent.of(frame));
                if (back.size() == sent.size()) {
                    all.complete(null);
                }
            });
            socket.closeHandler(closed -> all.complete(null));
            for (Sent one : sent) {
                Future<Void> written = socket.writeFrame(one.frame());
                if (socket.writeQueueFull()) {
                    RunningProxy.await(written);
                }
            }
            all.orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(back).isEqualTo(sent);
            RunningProxy.await(client.close());
        }
    }

    @Test
    void bothSidesAreToldThatItGoesAway() {
        CompletableFuture<String> told = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(SWITCH + "\u0081\u0002hi");
                    told.complete(peer.read(MASKED_CLOSE));
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);
            caller.readAnswer();
            assertThat(caller.read(4)).isEqualTo("\u0081\u0002hi");
            Future<Void> stopped = proxy.stop();

            assertThat(caller.read(4)).isEqualTo("\u0088\u0002\u0003\u00e9");
            String masked = told.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(masked).startsWith("\u0088\u0082");
            assertThat(masked.charAt(6) ^ masked.charAt(2)).isEqualTo(0x03);
            assertThat(masked.charAt(7) ^ masked.charAt(3)).isEqualTo(0xe9);
            assertThat(caller.readToEnd()).isEmpty();
            RunningProxy.await(stopped);
        }
    }

    @Test
    void aFrameThatIsUnderWayIsNotCutByTheFarewell() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(SWITCH + "\u0081\u0005he");
                    peer.read(MASKED_CLOSE);
                    peer.send("llo\u0081\u0001x");
                    peer.read(1);
                });
                RunningProxy proxy = RunningProxy.draining(Duration.ofSeconds(3), upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);
            caller.readAnswer();
            assertThat(caller.read(4)).isEqualTo("\u0081\u0005he");
            Future<Void> stopped = proxy.stop();

            assertThat(caller.readToEnd()).isEqualTo("llo\u0088\u0002\u0003\u00e9");
            RunningProxy.await(stopped);
        }
    }

    @Test
    void aPeerThatHasSaidGoodbyeIsNotInterrupted() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(SWITCH + "\u0088\u0002\u0003\u00e8");
                    peer.read(MASKED_CLOSE);
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(ASK);
            caller.readAnswer();
            assertThat(caller.read(4)).isEqualTo("\u0088\u0002\u0003\u00e8");
            Future<Void> stopped = proxy.stop();

            assertThat(caller.readToEnd()).isEmpty();
            RunningProxy.await(stopped);
        }
    }

    /** A frame, comparable. */
    private record Sent(boolean text, boolean continues, boolean last, Buffer content) {

        static Sent of(WebSocketFrame frame) {
            return new Sent(frame.isText(), frame.isContinuation(), frame.isFinal(), frame.binaryData());
        }

        WebSocketFrame frame() {
            if (continues) {
                return WebSocketFrame.continuationFrame(content, last);
            }
            return text
                    ? WebSocketFrame.textFrame(content.toString(), last)
                    : WebSocketFrame.binaryFrame(content, last);
        }
    }

    /** Texts and bytes, some in pieces, of lengths around those where the length's own form changes. */
    private static List<Sent> mixed() {
        Random chance = new Random(11);
        int[] sizes = {0, 1, 125, 126, 127, 1_000, 4_096};
        int[] rare = {65_535, 65_536, LARGEST};
        List<Sent> all = new ArrayList<>();
        boolean inPieces = false;
        for (int i = 0; i < FRAMES; i++) {
            int size = i % 100 == 0 ? rare[chance.nextInt(rare.length)] : sizes[chance.nextInt(sizes.length)];
            boolean text = !inPieces && chance.nextBoolean();
            boolean last = i == FRAMES - 1 || chance.nextInt(4) > 0;
            byte[] content = new byte[size];
            if (text) {
                java.util.Arrays.fill(content, (byte) ('a' + i % 26));
            } else {
                chance.nextBytes(content);
            }
            all.add(new Sent(text, inPieces, text || last, Buffer.buffer(content)));
            inPieces = !text && !last;
        }
        return all;
    }

    private Endpoint echo() {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxWebSocketFrameSize(LARGEST)
                        .setMaxWebSocketMessageSize(4 * LARGEST))
                .webSocketHandler(socket -> socket.frameHandler(frame -> {
                    if (!frame.isClose()) {
                        socket.writeFrame(Sent.of(frame).frame());
                    }
                }));
        int port = RunningProxy.await(server.listen(0, "127.0.0.1")).actualPort();
        return new Endpoint(EndpointType.HTTP, "127.0.0.1", port, "");
    }
}
