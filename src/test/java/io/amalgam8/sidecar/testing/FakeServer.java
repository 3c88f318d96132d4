package io.amalgam8.sidecar.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A real HTTP server on a free port of the loopback, which answers as it is told: well, badly, slowly, or not at all. */
public final class FakeServer implements AutoCloseable {

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Function<Call, Reply> replies = call -> Reply.of(404, "");

    private FakeServer(Vertx vertx, int port) {
        this.server = vertx.createHttpServer().requestHandler(this::receive);
        Await.result(server.listen(port, "127.0.0.1"));
    }

    public static FakeServer start(Vertx vertx) {
        return new FakeServer(vertx, 0);
    }

    /** Comes back on a port that a closed server has had. */
    public static FakeServer startAgain(Vertx vertx, int port) {
        return new FakeServer(vertx, port);
    }

    public int port() {
        return server.actualPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** From now on every call is answered so. */
    public void always(Reply reply) {
        replies = call -> reply;
    }

    /** From now on every call is answered as the function says. */
    public void answers(Function<Call, Reply> function) {
        replies = function;
    }

    /** Every call so far, in the order of their coming. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many calls of that method came so far. */
    public long count(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).count();
    }

    @Override
    public void close() {
        Await.result(server.close());
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            request.headers().forEach(headers::put);
            Call call = new Call(request.method().name(), request.uri(), headers, body.toString());
            calls.add(call);
            replies.apply(call).send(request.response());
        });
    }

    /** What a client sent. */
    public record Call(String method, String uri, Map<String, String> headers, String body) {}

    /** What it is answered. */
    @FunctionalInterface
    public interface Reply {

        void send(HttpServerResponse response);

        static Reply of(int status, String body) {
            Buffer bytes = Buffer.buffer(body);
            return response -> response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(bytes);
        }

        static Reply ok(String body) {
            return of(200, body);
        }

        static Reply redirect(String location) {
            return response ->
                    response.setStatusCode(302).putHeader("Location", location).end();
        }

        /** No answer at all. */
        static Reply nothing() {
            return response -> {};
        }

        /** A complete head and body that announce more than comes, then the connection's end. */
        static Reply cut(String body) {
            return response -> response.putHeader("Content-Length", String.valueOf(body.length() + 100))
                    .write(body)
                    .onComplete(written -> response.reset());
        }

        /** A body that never ends, too slow to ever matter. */
        static Reply dripping() {
            return response -> {
                response.setChunked(true).write("{");
                drip(response);
            };
        }

        private static void drip(HttpServerResponse response) {
            Vertx.currentContext().owner().setTimer(20, fired -> {
                if (!response.closed()) {
                    response.write(" ").onSuccess(written -> drip(response));
                }
            });
        }
    }
}
