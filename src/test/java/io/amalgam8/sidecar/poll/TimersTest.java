package io.amalgam8.sidecar.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may not take for ever is waited for on the event loop that waits. */
final class TimersTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final Vertx vertx = Vertx.vertx();
    private final Timers timers = Timers.of(vertx);

    @AfterEach
    void end() {
        Await.result(vertx.close());
    }

    @Test
    void whatIsInTimeGivesWhatItGives() {
        assertThat(Await.result(timers.within(LONG, Future.succeededFuture("done"))))
                .isEqualTo("done");
        assertThat(Await.failure(
                        timers.within(LONG, Future.failedFuture(new IOException("broken"))), IOException.class))
                .hasMessage("broken");
    }

    @Test
    void whatIsLateFails() {
        Future<Void> late =
                timers.within(Duration.ofMillis(20), Promise.<Void>promise().future());

        assertThat(Await.failure(late, TimeoutException.class)).hasMessage("not within 20 ms");
    }

    @Test
    void whatFollowsALateFutureRunsWhereItWasWaitedFor() {
        Context waiting = vertx.getOrCreateContext();
        Promise<Context> followed = Promise.promise();
        waiting.runOnContext(
                begin -> timers.within(Duration.ofMillis(20), Promise.promise().future())
                        .onFailure(late -> followed.complete(Vertx.currentContext())));

        assertThat(Await.result(followed.future())).isSameAs(waiting);
    }
}
