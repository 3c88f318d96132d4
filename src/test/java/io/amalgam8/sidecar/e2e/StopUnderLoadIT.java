package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.TestService;
import io.amalgam8.sidecar.testing.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance whose sidecar is told to end under load, with its application and with delays as they are out of the box:
 * none of its callers notices. {@code -Dstops=50} makes it long.
 */
@Tag("load")
final class StopUnderLoadIT {

    private static final int STOPS = Integer.getInteger("stops", 3);
    private static final int CALLERS = 8;
    private static final int ANSWER_MILLIS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AFTER_THE_APPLICATION = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    /** A sidecar and the application that it registers and supervises. */
    private record Instance(Program sidecar, int port, long application) {}

    @Test
    void noRequestIsLostAndTheRegistryKnowsBeforeTheFirstConnectionIsRefused() {
        try (Fleet fleet = Fleet.in(folder)) {
            List<Instance> instances =
                    new ArrayList<>(List.of(start(fleet, FreePort.find()), start(fleet, FreePort.find())));
            Sidecar caller = fleet.sidecar("svc", List.of());
            try (Traffic traffic = Traffic.of(CALLERS, caller.port(), "GET", "/svc/x")) {
                for (int i = 0; i < STOPS; i++) {
                    awaitKnown(caller, instances);
                    long before = traffic.answered();
                    await().atMost(PATIENCE).until(() -> traffic.answered() > before + 200);
                    stop(fleet, instances.get(i % 2));
                    instances.set(i % 2, start(fleet, instances.get(i % 2).port()));
                }
                System.out.println("stops: " + STOPS + ", GETs answered: " + traffic.answered() + ", slowest ms "
                        + traffic.slowest());
                assertThat(traffic.losses()).isEmpty();
            } finally {
                instances.forEach(instance -> instance.sidecar().close());
            }
        }
    }

    private static Instance start(Fleet fleet, int port) {
        List<String> arguments = new ArrayList<>(List.of("--register", "--admin_port", "0", "--service", "svc"));
        arguments.addAll(List.of("--endpoint_host", "127.0.0.1", "--endpoint_port", Integer.toString(port)));
        arguments.addAll(List.of("--registry_url", fleet.controlPlane().registry(), "--supervise"));
        arguments.addAll(TestService.command(port, ANSWER_MILLIS));
        Program sidecar = Program.start(arguments.toArray(String[]::new));
        long application =
                Long.parseLong(sidecar.awaitLine("command started .*pid=(\\d+)").group(1));
        sidecar.awaitLine("service=" + port);
        await().atMost(PATIENCE).until(() -> isListed(fleet, port));
        return new Instance(sidecar, port, application);
    }

    private static void stop(Fleet fleet, Instance instance) {
        ProcessHandle application = ProcessHandle.of(instance.application()).orElseThrow();
        instance.sidecar().signal("TERM");

        await().atMost(PATIENCE).until(() -> refuses(instance.port()));
        assertThat(isListed(fleet, instance.port()))
                .as("listed when it refuses")
                .isFalse();
        await().atMost(PATIENCE).until(() -> !application.isAlive());
        long ended = System.nanoTime();
        assertThat(instance.sidecar().exitCode())
                .as(instance.sidecar().output())
                .isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(AFTER_THE_APPLICATION);
    }

    private static void awaitKnown(Sidecar caller, List<Instance> instances) {
        await().atMost(PATIENCE).until(() -> {
            String state = Http.get(caller.adminUrl("/a8-admin")).body();
            return instances.stream().allMatch(instance -> state.contains("127.0.0.1:" + instance.port()));
        });
    }

    private static boolean isListed(Fleet fleet, int port) {
        return fleet.controlPlane().instancesOf("svc").contains("127.0.0.1:" + port);
    }

    private static boolean refuses(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
