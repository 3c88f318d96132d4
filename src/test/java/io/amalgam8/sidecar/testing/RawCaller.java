package io.amalgam8.sidecar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** An application that sends, byte for byte, what a test wants. */
public final class RawCaller extends RawPeer {

    private RawCaller(Socket socket) {
        super(socket, head -> {});
    }

    /** Connected to that port of this machine. */
    public static RawCaller to(int port) {
        try {
            return new RawCaller(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over a connection that was made elsewhere, by TLS for instance. */
    public static RawCaller over(Socket socket) {
        return new RawCaller(socket);
    }

    /** Sends a GET for that target and reads its answer. */
    public Message get(String target, String... fields) {
        send(head("GET " + target + " HTTP/1.1", "Host: localhost", fields));
        return readAnswer();
    }

    private static String head(String line, String host, String... fields) {
        String start = line + "\r\n" + host;
        return head(fields.length == 0 ? start : start + "\r\n" + String.join("\r\n", fields));
    }
}
