package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies in both directions: as they come, no faster than they are read, and never complete when they are not. */
final class StreamingTest {

    private static final int MEGABYTE = 1024 * 1024;
    /** More than any socket's buffers take in. */
    private static final long MUCH = 256L * MEGABYTE;

    @Test
    void passesAnAnswerOnPieceByPiece() {
        CountDownLatch firstSeen = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked"));
                    peer.send("6\r\ndata 1\r\n");
                    passed(firstSeen);
                    peer.send("6\r\ndata 2\r\n0\r\nX-Sum: 7\r\n\r\n");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/events HTTP/1.1", "Host: h"));

            assertThat(caller.readHead())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("transfer-encoding: chunked");
            assertThat(caller.read(11)).isEqualTo("6\r\ndata 1\r\n");
            firstSeen.countDown();
            assertThat(caller.read(26)).isEqualToIgnoringCase("6\r\ndata 2\r\n0\r\nX-Sum: 7\r\n\r\n");
        }
    }

    @Test
    void passesARequestOnPieceByPieceWithItsTrailers() {
        CountDownLatch firstSeen = new CountDownLatch(1);
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.read(10);
                    firstSeen.countDown();
                    rest.complete(peer.readBodyOf(head("x", "Transfer-Encoding: chunked")));
                    peer.send(head("HTTP/1.1 204 No Content"));
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Transfer-Encoding: chunked", "Trailer: X-Sum"));
            caller.send("5\r\nhello\r\n");
            passed(firstSeen);
            caller.send("5\r\nworld\r\n0\r\nX-Sum: 7\r\nAuthorization: never\r\n\r\n");

            assertThat(caller.readAnswer().status()).isEqualTo(204);
            assertThat(rest.join()).isEqualTo("world\nX-Sum: 7");
        }
    }

    @Test
    void stopsReadingTheInstanceWhileTheCallerDoesNotRead() {
        AtomicLong written = new AtomicLong();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: " + MUCH));
                    sendMuch(peer, written);
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));

            long stuck = whenItStands(written);
            assertThat(stuck).isLessThan(MUCH / 2);
            caller.readHead();
            assertThat(readMuch(caller)).isEqualTo(MUCH);
        }
    }

    @Test
    void stopsReadingTheCallerWhileTheInstanceDoesNotRead() {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        CompletableFuture<Long> read = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    passed(go);
                    read.complete(readMuch(peer));
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 0"));
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("PUT /svc/x HTTP/1.1", "Host: h", "Content-Length: " + MUCH));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendMuch(caller, written));

            long stuck = whenItStands(written);
            assertThat(stuck).isLessThan(MUCH / 2);
            go.countDown();
            sent.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(read.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(MUCH);
            assertThat(caller.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void relaysAnAnswerThatComesBeforeTheBodyIsThrough() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 413 Content Too Large", "Content-Length: 3") + "too");
                    peer.readToEnd();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 100") + "hello");

            Message answer = caller.readAnswer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("too");
            caller.send("x".repeat(95));
            assertThat(caller.get("/svc/again").status()).isEqualTo(413);
        }
    }

    @Test
    void passesInformationalAnswersOn() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    String request = peer.readHead();
                    peer.send(head("HTTP/1.1 102 Processing") + head("HTTP/1.1 103 Early Hints", "Link: </a>"));
                    peer.send(head("HTTP/1.1 100 Continue"));
                    String body = peer.readBodyOf(request);
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 5") + body);
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Expect: 100-continue", "Content-Length: 5"));

            assertThat(caller.readAnswer().status()).isEqualTo(102);
            assertThat(caller.readAnswer().field("Link")).isEqualTo("</a>");
            assertThat(caller.readAnswer().status()).isEqualTo(100);
            caller.send("hello");
            assertThat(caller.readAnswer().body()).isEqualTo("hello");
            assertThat(upstream.heads().get(0)).containsIgnoringCase("expect: 100-continue");
        }
    }

    @Test
    void servesTheNextRequestAfterASlowCallersLastByte() {
        String interim = head("HTTP/1.1 102 Processing").repeat(2_000);
        try (RawUpstream upstream =
                        RawUpstream.answering(interim + head("HTTP/1.1 200 OK", "Content-Length: 2") + "ok");
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                Message answer = caller.get("/svc/x");
                while (answer.status() == 102) {
                    answer = caller.readAnswer();
                }
                assertThat(answer.body()).isEqualTo("ok");
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void answersACallerThatHasClosedItsHalf() {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readBodyOf(peer.readHead());
                    passed(closed);
                    peer.send(head("HTTP/1.1 200 OK", "Content-Length: 2") + "ok");
                    peer.readHead();
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 5") + "hello");
            caller.halfClose();
            closed.countDown();

            assertThat(caller.readToEnd()).startsWith("HTTP/1.1 200 OK").endsWith("ok");
        }
    }

    @Test
    void neverCompletesAnAnswerThatTheInstanceHasNotCompleted() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    boolean chunked = peer.readHead().startsWith("GET /chunked");
                    peer.send(
                            chunked
                                    ? head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "5\r\nhello\r\n"
                                    : head("HTTP/1.1 200 OK", "Content-Length: 10") + "hello");
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller one = proxy.connect();
                RawCaller two = proxy.connect()) {
            one.send(head("GET /svc/chunked HTTP/1.1", "Host: h"));
            assertThat(one.readToEnd()).contains("5\r\nhello\r\n").doesNotContain("0\r\n\r\n");
            two.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            assertThat(two.readToEnd())
                    .containsIgnoringCase("content-length: 10")
                    .endsWith("hello");

            await().until(() -> proxy.entries().size() == 2);
            assertThat(proxy.entries()).allMatch(entry -> entry.flags().equals("UC") && entry.status() == 200);
        }
    }

    @Test
    void cutsAnAnswerThatOnlyItsConnectionsEndDelimitsWithAReset() {
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.send(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.0"));

            assertThat(caller.readToEnd()).endsWith("<reset>");
        }
    }

    @Test
    void leavesTheInstanceWhenTheCallerHasGone() {
        CompletableFuture<String> seen = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    asked.countDown();
                    seen.complete(peer.readToEnd());
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/x HTTP/1.1", "Host: h"));
            passed(asked);
            caller.reset();

            assertThat(seen.orTimeout(20, TimeUnit.SECONDS).join()).isIn("", "<reset>");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(499);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DC");
        }
    }

    @Test
    void leavesTheInstanceWhenTheCallerHasGoneAfterItsBody() {
        CompletableFuture<String> seen = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.running(peer -> {
                    peer.readHead();
                    peer.read(5);
                    asked.countDown();
                    seen.complete(peer.readToEnd());
                });
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /svc/x HTTP/1.1", "Host: h", "Content-Length: 5") + "hello");
            passed(asked);
            caller.reset();

            assertThat(seen.orTimeout(10, TimeUnit.SECONDS).join()).isIn("", "<reset>");
            await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).flags()).isEqualTo("DC");
        }
    }

    private static void sendMuch(RawPeer peer, AtomicLong written) {
        byte[] piece = new byte[MEGABYTE / 4];
        while (written.get() < MUCH) {
            peer.send(piece);
            written.addAndGet(piece.length);
        }
    }

    private static long readMuch(RawPeer peer) {
        long read = 0;
        while (read < MUCH) {
            read += peer.read((int) Math.min(MEGABYTE, MUCH - read)).length();
        }
        return read;
    }

    /** The count at which it no longer grows. */
    static long whenItStands(AtomicLong count) {
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(30))
                .until(() -> count.get() > 0 && before.getAndSet(count.get()) == count.get());
        return count.get();
    }

    static void passed(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
