package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Member;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is in trouble gets no more of it from its callers' sidecar, and a good part of it hides the bad one. */
@Tag("load")
final class TroubledServiceIT {

    private static final Duration MEASURED = Duration.ofSeconds(10);

    /** Much more than the tens of milliseconds for which a busy machine's host may hold a processor back. */
    private static final int USUAL_MILLIS = 40;

    @TempDir
    Path folder;

    @Test
    void retriesAddAtMostAQuarterToTheCallsOfAServiceThatAnswersNothingBut503() throws IOException {
        try (Fleet fleet = Fleet.in(folder)) {
            Member first = fleet.instance("svc", 5, 1_000_000, 503);
            Member second = fleet.instance("svc", 5, 1_000_000, 503);
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            long before = received(first, second);
            long calls = 0;
            try (Callers callers = new Callers(sidecar.port())) {
                long end = System.nanoTime() + MEASURED.toNanos();
                while (System.nanoTime() < end) {
                    calls += callers.callAll("/svc/x", 503);
                }
            }
            double ratio = (received(first, second) - before) / (double) calls;

            System.out.println("calls: " + calls + ", requests for each: " + ratio);
            assertThat(ratio).isLessThanOrEqualTo(1.25);
        }
    }

    @Test
    void anInstanceThatAnswersNoConnectionCostsItsFirstCallersASecondAndNobodyLater() throws IOException {
        try (Fleet fleet = Fleet.in(folder);
                Blackhole blackhole = new Blackhole()) {
            fleet.instance("svc");
            fleet.instance("svc");
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            Traffic warm = Traffic.of(8, sidecar.port(), "GET", "/svc/x");
            try (warm) {
                await().until(() -> warm.answered() > 2_000);
            }
            fleet.register("svc", warmProgram(fleet), blackhole.port());
            Traffic first = Traffic.of(8, sidecar.port(), "GET", "/svc/x");
            try (first) {
                await().pollDelay(Duration.ofSeconds(4))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> true);
            }
            Traffic later = Traffic.of(8, sidecar.port(), "GET", "/svc/x");
            try (later) {
                await().pollDelay(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> true);
            }

            System.out.println("blackhole: first " + first.slowest() + ", later " + later.slowest());
            assertThat(first.losses()).isEmpty();
            assertThat(first.percentileMillis(100)).isBetween(900.0, 1_600.0);
            assertThat(later.losses()).isEmpty();
            assertThat(later.percentileMillis(100)).isLessThan(900);
        }
    }

    @Test
    void oneSlowInstanceOfFourHardlyShows() {
        try (Fleet fleet = Fleet.in(folder)) {
            List<Member> members = List.of(
                    fleet.instance("svc", USUAL_MILLIS, 1_000_000, 200),
                    fleet.instance("svc", USUAL_MILLIS, 1_000_000, 200),
                    fleet.instance("svc", USUAL_MILLIS, 1_000_000, 200),
                    fleet.instance("svc", 10 * USUAL_MILLIS, 1_000_000, 200));
            members.forEach(member -> fleet.register("turns", member.program(), member.port()));
            fleet.controlPlane().route("turns", """
                    [{"destination":"turns","priority":1,"route":{"backends":[{"lb_type":"round_robin"}]}}]""");
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Http.get(sidecar.url("/turns/x")).statusCode() == 200);
            // Neither the instances' first answers nor the sidecar's are what is compared.
            Traffic warm = Traffic.of(16, sidecar.port(), "GET", "/svc/x");
            try (warm) {
                await().atMost(Duration.ofMinutes(2)).until(() -> warm.answered() > 10_000);
            }
            // What else the machine does makes a round worse and never better: one of three must do.
            boolean hidden = false;
            for (int round = 0; round < 3 && !hidden; round++) {
                hidden = isSlowOneHidden(sidecar);
            }
            assertThat(hidden).as("p99 is at most a third of round robin's").isTrue();
        }
    }

    private static boolean isSlowOneHidden(Sidecar sidecar) {
        Traffic turns = Traffic.of(16, sidecar.port(), "GET", "/turns/x");
        Traffic usual = Traffic.of(16, sidecar.port(), "GET", "/svc/x");
        try (turns;
                usual) {
            await().atMost(Duration.ofMinutes(2)).until(() -> turns.answered() > 3_000 && usual.answered() > 10_000);
        }
        System.out.println("p99: " + usual.percentileMillis(99) + " ms, round robin " + turns.percentileMillis(99));
        assertThat(usual.losses()).isEmpty();
        return usual.percentileMillis(99) <= turns.percentileMillis(99) / 3;
    }

    private static Program warmProgram(Fleet fleet) {
        return fleet.controlPlane().program();
    }

    private static long received(Member... members) {
        long sum = 0;
        for (Member member : members) {
            sum += Long.parseLong(
                    Http.get("http://127.0.0.1:" + member.port() + "/numbers").body());
        }
        return sum;
    }

    /** Eight connections, used one after the other. */
    private static final class Callers implements AutoCloseable {

        private static final int COUNT = 8;

        private final List<RawCaller> callers = new ArrayList<>();

        Callers(int port) {
            for (int i = 0; i < COUNT; i++) {
                callers.add(RawCaller.to(port));
            }
        }

        int callAll(String target, int status) {
            callers.forEach(caller -> caller.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            callers.forEach(caller -> assertThat(caller.readAnswer().status()).isEqualTo(status));
            return COUNT;
        }

        @Override
        public void close() {
            callers.forEach(RawCaller::close);
        }
    }

    /** A port whose queue of connections is full: who asks for another one hears nothing, as behind a dead host. */
    private static final class Blackhole implements AutoCloseable {

        private static final int MORE_THAN_ENOUGH = 16;

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> fillers = new ArrayList<>();

        Blackhole() throws IOException {
            for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 200);
                } catch (SocketTimeoutException full) {
                    return;
                }
            }
            throw new AssertionError("the queue of connections is never full here");
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket filler : fillers) {
                filler.close();
            }
            server.close();
        }
    }
}
