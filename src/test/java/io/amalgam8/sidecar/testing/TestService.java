package io.amalgam8.sidecar.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An application for tests, as a process of its own: {@code TestService PORT DELAY_MILLIS AT_A_TIME STATUS}. It answers
 * each request with that status after that delay, so many at a time and the others in the order in which they came, and
 * prints a line for each request that bears an {@code x-id}. {@code /numbers} tells how many requests it got. Told to end
 * by TERM, it finishes what it has.
 */
public final class TestService {

    private final Vertx vertx;
    private final int delayMillis;
    private final int atATime;
    private final int status;
    private final Queue<HttpServerRequest> waiting = new ArrayDeque<>();
    private int running;
    private long requests;

    private TestService(Vertx vertx, int delayMillis, int atATime, int status) {
        this.vertx = vertx;
        this.delayMillis = delayMillis;
        this.atATime = atATime;
        this.status = status;
    }

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        TestService service = new TestService(
                vertx, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(arguments[0])))
                .requestHandler(service::take)
                .listen()
                .onSuccess(server -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(server)));
                    System.out.println("service=" + server.actualPort());
                })
                .onFailure(failure -> {
                    System.out.println("service failed: " + failure);
                    System.exit(1);
                });
    }

    private static void finish(HttpServer server) {
        try {
            server.shutdown(10, TimeUnit.SECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.out.println("service did not finish: " + e);
        }
    }

    private void take(HttpServerRequest request) {
        if (request.path().equals("/numbers")) {
            request.response().end(Long.toString(requests));
            return;
        }
        requests++;
        String id = request.getHeader("x-id");
        if (id != null) {
            System.out.println("did " + id);
        }
        if (running >= atATime) {
            waiting.add(request);
            return;
        }
        serve(request);
    }

    private void serve(HttpServerRequest request) {
        running++;
        if (delayMillis == 0) {
            answer(request);
            return;
        }
        vertx.setTimer(delayMillis, fired -> answer(request));
    }

    private void answer(HttpServerRequest request) {
        running--;
        HttpServerRequest next = waiting.poll();
        if (next != null) {
            serve(next);
        }
        request.response().setStatusCode(status);
        request.response().end("done by " + ProcessHandle.current().pid());
    }

    /** Starts one beside the test; a port of 0 is chosen by the system, and printed as {@code service=PORT}. */
    static Program start(int port, int delayMillis, int atATime, int status) {
        return Program.java(Map.of(), arguments(port, delayMillis, atATime, status));
    }

    /** The whole command line of one that answers 200, for whoever starts it. */
    public static List<String> command(int port, int delayMillis) {
        List<String> command = new ArrayList<>(List.of(Program.javaCommand(), "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.options());
        command.addAll(arguments(port, delayMillis, 1_000_000, 200));
        return command;
    }

    private static List<String> arguments(int port, int delayMillis, int atATime, int status) {
        String classes = TestService.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return List.of(
                "-Xmx256m",
                "-cp",
                Program.jar() + ":" + classes,
                TestService.class.getName(),
                Integer.toString(port),
                Integer.toString(delayMillis),
                Integer.toString(atATime),
                Integer.toString(status));
    }
}
