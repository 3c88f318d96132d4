package io.amalgam8.sidecar.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The lines to one server: as many as calls were ever under way at once, within a limit. */
final class Lines {

    /** Far more than honest callers need, who wait for an answer before they ask again. */
    private static final int MOST = 16;

    private final Vertx vertx;
    private final WebClientOptions options;
    private final List<Line> all = new ArrayList<>();
    private final Deque<Line> free = new ArrayDeque<>();
    private boolean closed;

    Lines(Vertx vertx, WebClientOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** Makes a call on a line of its own, which is hung up when the call fails, or lasts longer than the limit. */
    <T> Future<T> use(Function<WebClient, Future<T>> call, Duration limit) {
        return take().map(line -> use(line, call, limit))
                .orElseGet(() -> Future.failedFuture(VertxException.noStackTrace("closed, or too many calls at once")));
    }

    /** Ends what is under way, with a failure, and frees every connection. */
    synchronized Future<Void> close() {
        closed = true;
        return Future.join(all.stream().map(Line::close).toList()).mapEmpty();
    }

    private <T> Future<T> use(Line line, Function<WebClient, Future<T>> call, Duration limit) {
        Future<T> made = call.apply(line.pickUp());
        return made.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).onComplete(ended -> {
            if (ended.failed()) {
                line.hangUp();
            }
            // After the limit the call itself may still have to end, and only then nothing can disturb the next one.
            made.onComplete(reallyEnded -> giveBack(line));
        });
    }

    private synchronized Optional<Line> take() {
        if (closed) {
            return Optional.empty();
        }
        if (free.isEmpty() && all.size() < MOST) {
            Line line = Line.to(vertx, options);
            all.add(line);
            return Optional.of(line);
        }
        return Optional.ofNullable(free.poll());
    }

    /** The line of the last call is the next one's: its connection is the likeliest to be alive. */
    private synchronized void giveBack(Line line) {
        free.push(line);
    }
}
