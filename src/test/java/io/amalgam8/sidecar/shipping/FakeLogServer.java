package io.amalgam8.sidecar.shipping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;

/** A log server on a free port of the loopback, written by the protocol's text alone, which answers as it is told. */
final class FakeLogServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEAD = 2;

    private final ServerSocket listener;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger windows = new AtomicInteger();
    private volatile Answers answers = Answers.all();

    /** What is answered to a window. */
    @FunctionalInterface
    interface Answers {

        /** Of so many events; the number of the window counts from 1, over all connections. */
        void to(int window, int events, Peer peer) throws IOException;

        static Answers all() {
            return (window, events, peer) -> peer.acknowledge(events);
        }

        static Answers nothing() {
            return (window, events, peer) -> {};
        }
    }

    /** The other end of one connection. */
    record Peer(Socket socket) {

        void acknowledge(int number) throws IOException {
            send(ByteBuffer.allocate(HEAD + Integer.BYTES)
                    .put((byte) '2')
                    .put((byte) 'A')
                    .putInt(number)
                    .array());
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        void close() throws IOException {
            socket.close();
        }
    }

    private FakeLogServer(ServerSocket listener) {
        this.listener = listener;
        Thread accepting = new Thread(this::accept, "log server " + listener.getLocalPort());
        accepting.setDaemon(true);
        accepting.start();
    }

    static FakeLogServer start() {
        return startOn(0);
    }

    static FakeLogServer startOn(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new FakeLogServer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeLogServer start(SSLContext tls) {
        try {
            return new FakeLogServer(
                    tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    /** From now on every window is answered so. */
    void answers(Answers next) {
        answers = next;
    }

    /** Every event that came, whether it was acknowledged or not. */
    List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** Their messages. */
    List<String> messages() {
        return events().stream().map(event -> event.path("message").asText()).toList();
    }

    int connections() {
        return connections.get();
    }

    /** Ends every connection; new ones are welcome. */
    void cut() {
        sockets.forEach(FakeLogServer::close);
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket), "log server's caller");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int expected = window(in);
                List<JsonNode> window = new ArrayList<>();
                while (window.size() < expected) {
                    frame(in, window);
                }
                events.addAll(window);
                answers.to(windows.incrementAndGet(), window.size(), new Peer(socket));
            }
        } catch (IOException e) {
            // The caller has gone, or this server was closed.
        }
    }

    private static int window(DataInputStream in) throws IOException {
        check(in.readByte() == '2' && in.readByte() == 'W', "a window");
        return in.readInt();
    }

    private static void frame(DataInputStream in, List<JsonNode> into) throws IOException {
        check(in.readByte() == '2', "version 2");
        byte type = in.readByte();
        check(type == 'C' || type == 'J', "events");
        if (type == 'J') {
            check(in.readInt() == into.size() + 1, "events numbered from 1");
            into.add(JSON.readTree(in.readNBytes(in.readInt())));
            return;
        }
        byte[] packed = in.readNBytes(in.readInt());
        byte[] frames = new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        DataInputStream inner = new DataInputStream(new ByteArrayInputStream(frames));
        while (inner.available() > 0) {
            frame(inner, into);
        }
    }

    private static void check(boolean holds, String expectation) throws IOException {
        if (!holds) {
            throw new IOException("expected: " + expectation);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
