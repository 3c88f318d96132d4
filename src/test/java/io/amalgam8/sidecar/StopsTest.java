package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.LogLines;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What was started is ended, all of it, the last first. */
final class StopsTest {

    private final List<String> ended = new CopyOnWriteArrayList<>();

    @Test
    void runsTheLastFirst() {
        Stops stops = new Stops(Duration.ofSeconds(30));
        List.of("first", "second", "third").forEach(what -> stops.add(what, () -> ending(what)));

        Await.result(stops.run());

        assertThat(ended).containsExactly("third", "second", "first");
    }

    @Test
    void waitsForEachBeforeTheNext() {
        Promise<Void> slow = Promise.promise();
        Stops stops = new Stops(Duration.ofSeconds(30));
        stops.add("first", () -> ending("first"));
        stops.add("slow", slow::future);

        Future<Void> run = stops.run();

        assertThat(ended).isEmpty();
        slow.complete();
        Await.result(run);
        assertThat(ended).containsExactly("first");
    }

    @Test
    void goesOnBehindOneThatFails() {
        Stops stops = new Stops(Duration.ofSeconds(30));
        stops.add("first", () -> ending("first"));
        stops.add("failing", () -> Future.failedFuture("broken"));

        Await.result(stops.run());

        assertThat(ended).containsExactly("first");
    }

    @Test
    void goesOnBehindOneThatThrowsAndSaysWhich() {
        Stops stops = new Stops(Duration.ofSeconds(30));
        stops.add("first", () -> ending("first"));
        stops.add("throwing", () -> {
            throw new IllegalStateException("broken");
        });

        try (LogLines log = LogLines.of(Stops.class.getPackage())) {
            Await.result(stops.run());

            assertThat(log.all()).singleElement().asString().contains("did not stop cleanly", "throwing");
        }
        assertThat(ended).containsExactly("first");
    }

    @Test
    void goesOnBehindOneThatNeverEnds() {
        Stops stops = new Stops(Duration.ofMillis(20));
        stops.add("first", () -> ending("first"));
        stops.add("hanging", () -> Promise.promise().future());

        Await.result(stops.run());

        assertThat(ended).containsExactly("first");
    }

    @Test
    void forgetsWhatItHasEnded() {
        Stops stops = new Stops(Duration.ofSeconds(30));
        stops.add("once", () -> ending("once"));

        Await.result(stops.run());
        Await.result(stops.run());

        assertThat(ended).containsExactly("once");
    }

    private Future<Void> ending(String what) {
        ended.add(what);
        return Future.succeededFuture();
    }

    @Test
    void inAHurryRunsOnlyWhatMustNotBeLostAndSaysNothingOfTheRest() {
        try (LogLines log = LogLines.of(Stops.class.getPackage())) {
            Promise<Void> slow = Promise.promise();
            Stops stops = new Stops(Duration.ofSeconds(30));
            stops.addAlways("log", () -> ending("log"));
            stops.add("second", () -> ending("second"));
            stops.add("slow", slow::future);
            Future<Void> run = stops.run();

            Await.result(stops.hurry());
            assertThat(ended).containsExactly("log");
            slow.fail("torn away");

            Await.result(run);
            assertThat(ended).containsExactly("log");
            assertThat(log.all()).isEmpty();
        }
    }
}
