package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Fleet;
import io.amalgam8.sidecar.testing.Fleet.Sidecar;
import io.amalgam8.sidecar.testing.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A body far larger than any memory, and a reader that stops, then reads slowly, then reads on: the writer waits, and
 * the sidecar holds next to nothing. {@code -Dtransfer.megabytes=1024 -Dtransfer.stall=30 -Dtransfer.slow=60} makes it
 * long.
 */
final class StalledTransferIT {

    private static final long BYTES = Long.getLong("transfer.megabytes", 200) << 20;
    private static final int STALL_SECONDS = Integer.getInteger("transfer.stall", 2);
    private static final int SLOW_SECONDS = Integer.getInteger("transfer.slow", 3);
    private static final int PIECE = 64 * 1024;
    private static final long MOST_GROWTH_MEGABYTES = 32;

    @TempDir
    Path folder;

    @Test
    void aDownloadWaitsForItsReader() throws Exception {
        try (ServerSocket instance = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                Fleet fleet = Fleet.in(folder)) {
            fleet.register("files", fleet.controlPlane().program(), instance.getLocalPort());
            fleet.instance("svc");
            Sidecar sidecar = fleet.sidecar("svc", List.of("-Xmx128m"));
            get(sidecar, instance, new Reader(false));
            Growth growth = Growth.of(sidecar);

            Reader slow = new Reader(true);
            long sent = get(sidecar, instance, slow);

            growth.end("download");
            assertThat(slow.checksum()).isEqualTo(sent);
        }
    }

    @Test
    void anUploadWaitsForItsReader() throws Exception {
        try (ServerSocket instance = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                Fleet fleet = Fleet.in(folder)) {
            fleet.register("files", fleet.controlPlane().program(), instance.getLocalPort());
            fleet.instance("svc");
            Sidecar sidecar = fleet.sidecar("svc", List.of("-Xmx128m"));
            put(sidecar, instance, new Reader(false));
            Growth growth = Growth.of(sidecar);

            Reader slow = new Reader(true);
            long sent = put(sidecar, instance, slow);

            growth.end("upload");
            assertThat(slow.checksum()).isEqualTo(sent);
        }
    }

    /** The checksum of what the instance sent. */
    private static long get(Sidecar sidecar, ServerSocket instance, Reader reader) throws Exception {
        CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = instance.accept()) {
                readHead(socket.getInputStream());
                return send(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\nConnection: close\r\n\r\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), sidecar.port())) {
            write(caller, "GET /files/big HTTP/1.1\r\nHost: localhost\r\n\r\n");
            readHead(caller.getInputStream());
            reader.read(caller.getInputStream());
        }
        return sent.get();
    }

    /** The checksum of what the caller sent. */
    private static long put(Sidecar sidecar, ServerSocket instance, Reader reader) throws Exception {
        CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> {
            try (Socket socket = instance.accept()) {
                readHead(socket.getInputStream());
                reader.read(socket.getInputStream());
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), sidecar.port())) {
            long sent =
                    send(caller, "PUT /files/big HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BYTES + "\r\n\r\n");
            assertThat(readHead(caller.getInputStream())).startsWith("HTTP/1.1 200 ");
            taken.get();
            return sent;
        }
    }

    private static long send(Socket socket, String head) throws IOException {
        write(socket, head);
        OutputStream out = socket.getOutputStream();
        CRC32 checksum = new CRC32();
        byte[] piece = new byte[PIECE];
        for (long at = 0; at < BYTES; at += PIECE) {
            ThreadLocalRandom.current().nextBytes(piece);
            checksum.update(piece);
            out.write(piece);
        }
        return checksum.getValue();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** Reads a whole body, at once or by fits and starts. */
    private static final class Reader {

        private final boolean slow;
        private final CRC32 checksum = new CRC32();

        Reader(boolean slow) {
            this.slow = slow;
        }

        void read(InputStream in) throws IOException {
            byte[] piece = new byte[PIECE];
            long left = BYTES;
            if (slow) {
                pause(STALL_SECONDS * 1_000L);
                for (int i = 0; i < SLOW_SECONDS * 16; i++) {
                    left -= take(in, piece);
                    pause(1_000 / 16);
                }
            }
            while (left > 0) {
                left -= take(in, piece);
            }
        }

        long checksum() {
            return checksum.getValue();
        }

        private int take(InputStream in, byte[] piece) throws IOException {
            int count = in.readNBytes(piece, 0, piece.length);
            if (count == 0) {
                throw new IOException("the body ended too early");
            }
            checksum.update(piece, 0, count);
            return count;
        }

        /** The reader's slowness is itself what is tested. */
        private static void pause(long millis) {
            long end = System.nanoTime() + millis * 1_000_000;
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }

    /** Watches how much memory a sidecar takes at most. */
    private static final class Growth {

        private final Sidecar sidecar;
        private final long before;
        private final AtomicLong most = new AtomicLong();
        private final Thread watcher;

        private Growth(Sidecar sidecar) {
            this.sidecar = sidecar;
            this.before = Memory.residentMegabytes(sidecar.program());
            this.watcher = new Thread(this::watch);
            watcher.setDaemon(true);
            watcher.start();
        }

        static Growth of(Sidecar sidecar) {
            return new Growth(sidecar);
        }

        void end(String what) throws InterruptedException {
            watcher.interrupt();
            watcher.join();
            System.out.println(what + ": " + before + " MB before, " + most.get() + " MB at most");
            assertThat(most.get() - before).isLessThanOrEqualTo(MOST_GROWTH_MEGABYTES);
        }

        private void watch() {
            while (!Thread.currentThread().isInterrupted()) {
                most.accumulateAndGet(Memory.residentMegabytes(sidecar.program()), Math::max);
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
