package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.testing.RawCaller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Instances die at any moment and come back, under callers that go on calling; all with the default configuration. */
final class KilledInstancesTest {

    private static final int CALLERS = 8;
    private static final int DEATHS = 9;
    private static final int CALLS_BETWEEN = 400;

    private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    void noGetIsLostAndNoPostIsExecutedTwice() throws Exception {
        List<Mortal> instances = List.of(new Mortal(), new Mortal(), new Mortal());
        Destination destination = RunningProxy.destination(
                "svc", instances.stream().map(Mortal::endpoint).toArray(Endpoint[]::new));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (RunningProxy proxy = RunningProxy.routing(
                (inquiry, balancer, chance) -> RunningProxy.forward(destination, balancer.pick(destination, chance)))) {
            List<Future<?>> ended = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                ended.add(callers.submit(() -> callUntilOver(proxy, number)));
            }
            for (int death = 0; death < DEATHS; death++) {
                int target = calls.get() + CALLS_BETWEEN;
                await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() >= target);
                Mortal victim = instances.get(death % instances.size());
                victim.die();
                int later = calls.get() + CALLS_BETWEEN / 2;
                await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() >= later);
                victim.rise();
            }
            over.set(true);
            for (Future<?> caller : ended) {
                caller.get(30, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
            instances.forEach(Mortal::die);
        }

        assertThat(calls.get()).isGreaterThan(DEATHS * CALLS_BETWEEN);
        assertThat(lost).hasValue(0);
        assertThat(executed.values()).allSatisfy(times -> assertThat(times).hasValue(1));
    }

    /** Each fifth call is a POST, which may be lost with its instance, but not be done twice. */
    private void callUntilOver(RunningProxy proxy, int caller) {
        try (RawCaller connection = proxy.connect()) {
            for (int i = 0; !over.get(); i++) {
                boolean post = i % 5 == 4;
                String id = caller + "-" + i;
                connection.send(
                        post
                                ? head("POST /svc/" + id + " HTTP/1.1", "Host: h", "Content-Length: 0")
                                : head("GET /svc/" + id + " HTTP/1.1", "Host: h"));
                int status = connection.readAnswer().status();
                calls.incrementAndGet();
                if (status != 200) {
                    lost.addAndGet(post ? 0 : 1);
                }
            }
        }
    }

    /** An instance that can be killed, as by SIGKILL: its connections are reset and its port refuses. */
    private final class Mortal {

        private final int port;
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private ServerSocket server;

        Mortal() throws IOException {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            port = server.getLocalPort();
            serve(server);
        }

        Endpoint endpoint() {
            return new Endpoint(EndpointType.HTTP, "127.0.0.1", port, "");
        }

        void die() {
            close(server);
            for (Socket socket : sockets) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException gone) {
                    // Then there is nothing to reset.
                }
                close(socket);
            }
            sockets.clear();
        }

        void rise() throws IOException {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            serve(server);
        }

        private void serve(ServerSocket listening) {
            start(() -> {
                while (!listening.isClosed()) {
                    try {
                        Socket socket = listening.accept();
                        sockets.add(socket);
                        start(() -> answer(socket));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        private void answer(Socket socket) {
            try (socket) {
                socket.setTcpNoDelay(true);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("POST ")) {
                        executed.computeIfAbsent(line, unused -> new AtomicInteger())
                                .incrementAndGet();
                    }
                    if (line.isEmpty()) {
                        byte[] answer =
                                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.ISO_8859_1);
                        socket.getOutputStream().write(answer);
                    }
                }
            } catch (IOException killed) {
                // As it is meant to be.
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "mortal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception gone) {
            throw new AssertionError(gone);
        }
    }
}
