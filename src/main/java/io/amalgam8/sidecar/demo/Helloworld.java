package io.amalgam8.sidecar.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * The application of the demo: it says hello, its version and its name, and knows nothing of the sidecar beside it. Its
 * arguments: version, name, port (0 lets the system choose).
 */
final class Helloworld {

    private static final int THREADS = 4;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** Of the JDK's server: a HEAD's answer has no body at all. */
    private static final int NO_BODY = -1;

    private final byte[] greeting;

    private Helloworld(String version, String name) {
        this.greeting =
                "Hello version: %s, instance: %s%n".formatted(version, name).getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws IOException {
        // Without these the JDK's server delays answers by 40 ms, and drops connections that its callers keep.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
        HttpServer server = start(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        System.out.println(arguments[1] + " listens on " + server.getAddress() + ", process "
                + ProcessHandle.current().pid());
    }

    static HttpServer start(String version, String name, int port) throws IOException {
        Helloworld application = new Helloworld(version, name);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext("/", application::answer);
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            if (!path.equals("/") && !path.equals("/hello")) {
                exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
                return;
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(OK, NO_BODY);
                return;
            }
            exchange.sendResponseHeaders(OK, greeting.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(greeting);
            }
        }
    }
}
