package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {

    @Test
    void givesPortsThatDifferAndAreFree() throws IOException {
        assertThat(Ports.free(9))
                .hasSize(9)
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(Ports.takenOn(port)).isEmpty());
    }

    @Test
    void namesTheAddressWhereAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.takenOn(taken.getLocalPort())).contains("127.0.0.1");
        }
    }
}
