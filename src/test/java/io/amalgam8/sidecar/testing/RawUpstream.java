package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance that says, byte for byte, what a test wants: one script runs for each connection. */
public final class RawUpstream implements AutoCloseable {

    /** What happens on one connection; it is closed when this returns. */
    @FunctionalInterface
    public interface Script {
        void run(RawPeer caller) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<RawPeer> peers = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private RawUpstream(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "raw-upstream");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public static RawUpstream running(Script script) {
        try {
            return new RawUpstream(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers each request of a connection with these bytes, however long its body of known length is. */
    public static RawUpstream answering(String answer) {
        return running(caller -> {
            while (true) {
                String head = caller.readHead();
                if (head.isEmpty()) {
                    return;
                }
                caller.readBodyOf(head);
                caller.send(answer);
            }
        });
    }

    public Endpoint endpoint() {
        return new Endpoint(EndpointType.HTTP, "127.0.0.1", server.getLocalPort(), "");
    }

    /** The heads of all requests, in the order in which they came. */
    public List<String> heads() {
        return heads;
    }

    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                RawPeer peer = new RawPeer(socket, heads::add);
                peers.add(peer);
                Thread conversation = new Thread(() -> converse(peer), "raw-upstream-connection");
                conversation.setDaemon(true);
                conversation.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(RawPeer peer) {
        try (peer) {
            script.run(peer);
        } catch (IOException | UncheckedIOException gone) {
            // The proxy has closed: that is for the test to see.
        } finally {
            peers.remove(peer);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        peers.forEach(RawPeer::close);
    }
}
