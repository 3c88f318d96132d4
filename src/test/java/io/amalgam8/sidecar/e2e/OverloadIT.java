package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three times as many calls as a service can take: it goes on doing what it can, and the rest hears so at once. {@code
 * -Doverload.seconds=60} makes it long.
 */
@Tag("debian")
@Tag("load")
final class OverloadIT {

    private static final int SECONDS = Integer.getInteger("overload.seconds", 10);
    private static final int DELAY_MILLIS = 50;
    private static final int AT_A_TIME = 100;
    private static final int CAPACITY = AT_A_TIME * 1_000 / DELAY_MILLIS;
    private static final int CALLERS = 600;

    @TempDir
    Path folder;

    /** One line of h2load's log. */
    private record Call(int status, Duration took) {}

    @Test
    void servesWhatItCanAndRefusesTheRestAtOnce() throws IOException {
        try (Fleet fleet = Fleet.in(folder)) {
            fleet.instance("svc", DELAY_MILLIS, AT_A_TIME, 200);
            Sidecar sidecar = fleet.sidecar("svc", List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError"));
            double peak = goodput(load(sidecar, AT_A_TIME, CAPACITY / AT_A_TIME));

            load(sidecar, CALLERS, 3 * CAPACITY / CALLERS);
            List<Call> calls = load(sidecar, CALLERS, 3 * CAPACITY / CALLERS);
            double seconds = secondsToServe(sidecar);

            List<Duration> refused = calls.stream()
                    .filter(call -> call.status() == 503)
                    .map(Call::took)
                    .sorted()
                    .toList();
            System.out.printf(
                    "peak %.0f/s, under overload %.0f/s, refused %d, p99 %s, slowest %s; full service after %.2f s%n",
                    peak,
                    goodput(calls),
                    refused.size(),
                    refused.get(refused.size() * 99 / 100),
                    refused.get(refused.size() - 1),
                    seconds);
            assertThat(calls).allMatch(call -> call.status() == 200 || call.status() == 503);
            assertThat(goodput(calls)).isGreaterThanOrEqualTo(0.9 * peak);
            assertThat(refused.get(refused.size() * 99 / 100)).isLessThanOrEqualTo(Duration.ofMillis(50));
            assertThat(seconds).isLessThanOrEqualTo(1);
            assertThat(sidecar.program().isAlive()).isTrue();
        }
    }

    private List<Call> load(Sidecar sidecar, int callers, int perSecondEach) throws IOException {
        // h2load appends to a file that is there.
        Path log = Files.createTempFile(folder, "calls", "");
        Tool.run(
                "h2load",
                "--h1",
                "-c" + callers,
                "-m1",
                "-t1",
                "-D" + SECONDS,
                "--rps=" + perSecondEach,
                "--log-file=" + log,
                sidecar.url("/svc/x"));
        List<Call> calls = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            String[] parts = line.split("\t", -1);
            calls.add(new Call(Integer.parseInt(parts[1]), Duration.ofNanos(Long.parseLong(parts[2]) * 1_000)));
        }
        return calls;
    }

    private static double goodput(List<Call> calls) {
        return calls.stream().filter(call -> call.status() == 200).count() / (double) SECONDS;
    }

    /** How long it takes until fifty callers at a time are all served. */
    private static double secondsToServe(Sidecar sidecar) {
        long started = System.nanoTime();
        while (!areServed(sidecar)) {
            assertThat(System.nanoTime() - started)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private static boolean areServed(Sidecar sidecar) {
        List<RawCaller> callers = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME / 2; i++) {
            callers.add(RawCaller.to(sidecar.port()));
        }
        callers.forEach(caller -> caller.send("GET /svc/x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        boolean served = true;
        for (RawCaller caller : callers) {
            served &= caller.readAnswer().status() == 200;
            caller.close();
        }
        return served;
    }
}
