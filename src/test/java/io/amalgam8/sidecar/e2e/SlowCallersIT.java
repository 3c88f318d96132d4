package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.Memory;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.Tool;
import io.amalgam8.sidecar.testing.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers that hardly say anything take little, and take it from nobody else. */
final class SlowCallersIT {

    private static final int IDLE = Integer.getInteger("idle.connections", 5_000);
    /** Connections that may not have been closed yet when the idle ones are opened. */
    private static final int OTHERS = 100;

    private static final int SLOW_MEASURED = 64;

    @TempDir
    Path folder;

    @Test
    @Tag("debian")
    void twoThousandUnfinishedHeadsHarmNobodyAndAreClosedInTime() {
        try (Fleet fleet = Fleet.in(folder)) {
            fleet.instance("svc");
            Sidecar sidecar = fleet.sidecar("svc", List.of());
            Traffic usual = Traffic.of(4, sidecar.port(), "GET", "/svc/x");
            ExecutorService threads = Executors.newFixedThreadPool(SLOW_MEASURED + 1);
            List<Double> lifetimes;
            try (usual) {
                CompletableFuture<String> attack = CompletableFuture.supplyAsync(() -> attack(sidecar), threads);
                List<CompletableFuture<Double>> slow = new ArrayList<>();
                for (int i = 0; i < SLOW_MEASURED; i++) {
                    slow.add(CompletableFuture.supplyAsync(() -> lifetimeOfUnfinishedHead(sidecar), threads));
                }
                lifetimes = slow.stream().map(CompletableFuture::join).toList();
                attack.join();
            } finally {
                threads.shutdown();
            }

            System.out.println("normal calls: " + usual.answered() + ", p99 " + usual.percentileMillis(99)
                    + " ms; unfinished heads lived up to "
                    + lifetimes.stream().mapToDouble(Double::doubleValue).max().getAsDouble() + " s");
            assertThat(usual.losses()).isEmpty();
            assertThat(usual.answered()).isGreaterThan(1_000);
            assertThat(lifetimes).allMatch(seconds -> seconds >= 9.5 && seconds <= 10.5);
        }
    }

    @Test
    void idleConnectionsCostLittleMemory() throws IOException {
        Path roomy = Files.writeString(
                folder.resolve("roomy.yaml"), "proxy_config: {limits: {callers: " + (IDLE + OTHERS) + "}}\n");
        try (Fleet fleet = Fleet.in(folder)) {
            fleet.instance("svc");
            Sidecar sidecar = fleet.sidecar("svc", List.of("-Xmx256m"), "--config", roomy.toString());
            Traffic warm = Traffic.of(8, sidecar.port(), "GET", "/svc/x");
            try (warm) {
                await().until(() -> warm.answered() > 20_000);
            }
            long before = Memory.residentMegabytes(sidecar.program());
            List<RawCaller> idle = new ArrayList<>();
            for (int i = 0; i < IDLE; i++) {
                RawCaller caller = RawCaller.to(sidecar.port());
                idle.add(caller);
                assertThat(caller.get("/svc/x").status()).isEqualTo(200);
            }
            long after = Memory.residentMegabytes(sidecar.program());
            idle.forEach(RawCaller::close);

            System.out.println(IDLE + " idle connections: " + before + " MB before, " + after + " MB with them");
            assertThat(after - before).isLessThanOrEqualTo(200L * IDLE / 10_000);
        }
    }

    private static String attack(Sidecar sidecar) {
        return Tool.run(
                "slowhttptest",
                "-H",
                "-c",
                "2000",
                "-r",
                "1000",
                "-i",
                "3",
                "-l",
                "15",
                "-x",
                "16",
                "-p",
                "3",
                "-u",
                sidecar.url("/svc/x"));
    }

    /** Seconds from the first byte to the connection's end, while a byte comes now and then. */
    private static double lifetimeOfUnfinishedHead(Sidecar sidecar) {
        try (RawCaller caller = RawCaller.to(sidecar.port())) {
            long started = System.nanoTime();
            caller.send("GET /svc/x HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            String answer = caller.readToEnd();
            assertThat(answer).startsWith("HTTP/1.1 408 ");
            return (System.nanoTime() - started) / 1e9;
        }
    }
}
