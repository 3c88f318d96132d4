package io.amalgam8.sidecar.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for ports that are free. */
final class Ports {

    private static final List<String> LOOPBACKS = List.of("127.0.0.1", "::1");

    private Ports() {}

    /** So many different ports of 127.0.0.1 that are free now; the system will not give them away again soon. */
    static List<Integer> free(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACKS.get(0))));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** The loopback address on which somebody else has the port. */
    static Optional<String> takenOn(int port) {
        return LOOPBACKS.stream()
                .filter(Ports::isOurs)
                .filter(host -> !canListen(host, port))
                .findFirst();
    }

    private static boolean isOurs(String host) {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
        } catch (IOException noSuchAddress) {
            return false;
        }
    }

    private static boolean canListen(String host, int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
