package io.amalgam8.sidecar.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks for ports on which nobody is. */
public final class FreePort {

    /** Below those that systems give to whoever asks for any: what runs beside the test does not get it meanwhile. */
    private static final int LOWEST = 10_000;

    private static final int COUNT = 22_000;

    /** Begins anywhere, since others may look at the same time. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** A port of 127.0.0.1, for whoever must know it before somebody listens there; never the same one twice. */
    public static int find() {
        for (int i = 0; i < COUNT; i++) {
            int port = LOWEST + NEXT.getAndIncrement() % COUNT;
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port from " + LOWEST + " to " + (LOWEST + COUNT - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
