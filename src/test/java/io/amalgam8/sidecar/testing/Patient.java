package io.amalgam8.sidecar.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application, as a process of its own, whose health is what a file says: {@code /health} answers with the statuses that
 * stand there, in turn, and not at all when one of them is 0; {@code /count} tells how often it was asked.
 */
public final class Patient {

    private static final AtomicInteger ASKED = new AtomicInteger();

    private Patient() {}

    /** With its port and the file. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 50);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/health", exchange -> answer(exchange, file));
        server.createContext("/count", exchange -> end(exchange, 200, Integer.toString(ASKED.get())));
        server.start();
        System.out.println("patient is up");
    }

    /** Says how it is from now on; the file is never seen half written. */
    public static void feels(Path file, String statuses) {
        try {
            Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".draft"), statuses);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, Path file) throws IOException {
        String[] statuses = Files.readString(file).strip().split(",", -1);
        int status = Integer.parseInt(statuses[ASKED.getAndIncrement() % statuses.length]);
        if (status > 0) {
            end(exchange, status, "");
        }
    }

    private static void end(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
