package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.testing.FakeServer.Call;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server whose every answer waits until the test gives it: what a client makes of an answer is known as soon as it
 * asks again, and no answer is ever given twice by chance.
 */
public final class Puppet implements AutoCloseable {

    private static final int GENEROUS_SECONDS = 30;

    private final Vertx vertx;
    private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final int port;
    private FakeServer server;

    private Puppet(Vertx vertx, FakeServer server) {
        this.vertx = vertx;
        this.server = server;
        this.port = server.port();
        obey();
    }

    /** A call that is not answered yet. */
    private record Waiting(HttpServerResponse response, Context context) {}

    public static Puppet start(Vertx vertx) {
        return new Puppet(vertx, FakeServer.start(vertx));
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Gives the call that waits, or the next one to come, its answer. */
    public void answer(Reply reply) {
        Waiting call = take();
        call.context.runOnContext(here -> reply.send(call.response));
    }

    /** Waits until a call is there, which means that the client is done with the answer before. */
    public void awaitCall() {
        waiting.add(take());
    }

    /** Nobody listens any more; what is under way breaks off. */
    public void die() {
        server.close();
        waiting.clear();
    }

    /** Listens again, where it did before. */
    public void rise() {
        server = FakeServer.startAgain(vertx, port);
        obey();
    }

    /** The newest call since it listens. */
    public Call lastCall() {
        return server.calls().get(server.calls().size() - 1);
    }

    @Override
    public void close() {
        server.close();
    }

    private void obey() {
        server.answers(call -> response -> waiting.add(new Waiting(response, vertx.getOrCreateContext())));
    }

    private Waiting take() {
        try {
            Waiting call = waiting.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("expected a call in time");
            }
            return call;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
