package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An admin API that listens at an address which other machines can call. */
final class DoorsTest {

    /**
     * With the transport that the sidecar runs with. The JDK's own goes on listening after it has closed a server,
     * until the selector's thread is next awake.
     */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    private final WebClient client = WebClient.create(vertx);
    private String address;

    @BeforeEach
    void findAddress() throws SocketException {
        address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> !one.isLoopbackAddress() && one.getAddress().length == 4)
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("");
        Assumptions.assumeFalse(address.isEmpty(), "this machine has an address beside its loopback");
        Topics.registerCodec(vertx);
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void answersProbesThereAndAllTheRestOnTheLoopback() {
        AdminVerticle admin = admin(0);
        Await.result(vertx.deployVerticle(admin));

        assertThat(status(HttpMethod.GET, address, admin.port(), "/livez")).isEqualTo(200);
        assertThat(status(HttpMethod.GET, address, admin.port(), "/metrics")).isEqualTo(200);
        for (String path : new String[] {"/", "/services", "/config", "/explain?path=/x", "/livez/", "//livez"}) {
            assertThat(status(HttpMethod.GET, address, admin.port(), path))
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(status(HttpMethod.POST, address, admin.port(), "/drain")).isEqualTo(403);
        assertThat(status(HttpMethod.GET, "127.0.0.1", admin.port(), "/services"))
                .isEqualTo(200);
    }

    @Test
    void opensNoneWhereOneOfThePortsIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PortTakenException failure =
                    Await.failure(vertx.deployVerticle(admin(taken.getLocalPort())), PortTakenException.class);

            assertThat(failure).hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
            assertThat(isOpen(taken.getLocalPort())).isFalse();
        }
    }

    private AdminVerticle admin(int port) {
        return AdminVerticle.routing(new AdminOptions(address, port), RoutingTable::unknown, new Meters("2.0.0"));
    }

    private int status(HttpMethod method, String host, int port, String path) {
        return Await.result(client.request(method, port, host, path).send()).statusCode();
    }

    private boolean isOpen(int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
