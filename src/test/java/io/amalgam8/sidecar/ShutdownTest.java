package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.LifecycleOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.supervisor.SupervisorVerticle;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end comes, whatever hangs. */
final class ShutdownTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final Vertx vertx = Vertx.vertx();
    private final Shutdown shutdown = new Shutdown(vertx, SHORT);
    private final List<String> stopped = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void waitsForTheStartToBeOver() {
        Shutdown patient = new Shutdown(vertx, Duration.ofMinutes(10));
        patient.then("part", this::stop);

        patient.begin();
        assertThat(stopped).isEmpty();
        patient.startIsOver();

        assertThat(Await.result(patient.ended())).isEqualTo(Exit.CLEAN);
        assertThat(stopped).containsExactly("part");
    }

    @Test
    void endsWhatWasStartedWhenTheStartHangs() {
        shutdown.then("part", this::stop);

        shutdown.begin();

        assertThat(Await.result(shutdown.ended())).isEqualTo(Exit.CLEAN);
        assertThat(stopped).containsExactly("part");
    }

    @Test
    void endsAlsoWhenTheApplicationsExitCodeWillNeverBeKnown() {
        shutdown.supervises(new SupervisorVerticle(
                List.of(CommandOptions.application(List.of("true"))),
                new LifecycleOptions(Duration.ZERO, Duration.ZERO, SHORT),
                new Meters()));

        shutdown.begin();
        shutdown.startIsOver();

        assertThat(Await.result(shutdown.ended())).isEqualTo(Exit.FAILURE);
    }

    @Test
    void aSecondSignalWithinHalfASecondIsTheSameOne() {
        AtomicLong now = new AtomicLong(-1);
        Shutdown patient = new Shutdown(vertx, Duration.ofMinutes(10), now::get);
        patient.thenAlways("access log", this::stop);

        patient.signalled(Signal.TERM);
        now.addAndGet(Duration.ofMillis(499).toNanos());
        patient.signalled(Signal.TERM);
        patient.signalled(Signal.INT);

        assertThat(patient.inHurry()).isFalse();
        assertThat(stopped).isEmpty();
        patient.startIsOver();
        assertThat(Await.result(patient.ended())).isEqualTo(Exit.CLEAN);
    }

    @Test
    void aLaterSignalEndsAtOnceAndLosesNoLog() {
        AtomicLong now = new AtomicLong();
        Shutdown hurried = new Shutdown(vertx, Duration.ofMinutes(10), now::get);
        hurried.thenAlways("access log", this::stop);
        hurried.then("hangs", () -> Promise.promise().future());
        hurried.startIsOver();

        hurried.signalled(Signal.TERM);
        now.addAndGet(Duration.ofMillis(500).toNanos());
        hurried.signalled(Signal.TERM);

        assertThat(Await.result(hurried.ended())).isEqualTo(Exit.FAILURE);
        assertThat(hurried.inHurry()).isTrue();
        assertThat(stopped).containsExactly("part");
    }

    private Future<Void> stop() {
        stopped.add("part");
        return Future.succeededFuture();
    }
}
