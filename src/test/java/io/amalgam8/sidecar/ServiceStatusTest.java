package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.DatagramSocket;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of sd_notify(3), received as a service manager does. */
@EnabledOnOs(OS.LINUX)
final class ServiceStatusTest {

    private final Vertx vertx = Vertx.vertx(new io.vertx.core.VertxOptions().setPreferNativeTransport(true));

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void tellsByAPath() {
        String name = folder.resolve("notify").toString();
        try (DatagramSocket manager = DatagramSocket.at(name)) {
            ServiceStatus status = ServiceStatus.of(vertx, Map.of("NOTIFY_SOCKET", name));

            Await.result(status.ready());
            Await.result(status.stopping());

            await().until(() -> manager.messages().equals(List.of("READY=1\nSTATUS=runs", "STOPPING=1\nSTATUS=stops")));
        }
    }

    @Test
    void tellsByAnAbstractName() {
        String name = "@a8sidecar-test-" + ProcessHandle.current().pid();
        try (DatagramSocket manager = DatagramSocket.at(name)) {
            ServiceStatus status = ServiceStatus.of(vertx, Map.of("NOTIFY_SOCKET", name));

            Await.result(status.reloading());

            await().until(() -> manager.messages().size() == 1);
            assertThat(manager.messages().get(0)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vsock:2:1234", "/no/such/socket"})
    void isNotHeldUpWhereNobodyListens(String name) {
        ServiceStatus status = ServiceStatus.of(vertx, Map.of("NOTIFY_SOCKET", name));

        Await.result(status.ready());
        Await.result(status.ready());
    }

    @Test
    void saysNothingWithoutAManager() {
        Await.result(ServiceStatus.of(vertx, Map.of()).ready());
    }
}
