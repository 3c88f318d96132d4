package io.amalgam8.sidecar.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.ApplicationExited;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.CommandOptions.Ending;
import io.amalgam8.sidecar.config.CommandOptions.OnExit;
import io.amalgam8.sidecar.config.CommandOptions.Restart;
import io.amalgam8.sidecar.config.CommandOptions.Stopping;
import io.amalgam8.sidecar.config.LifecycleOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.metrics.MetricsSnapshot;
import io.amalgam8.sidecar.poll.Timers;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Published;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that come and go, on a clock that runs a hundred times as fast. */
final class RestartTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Meters meters = new Meters();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final AtomicInteger pending = new AtomicInteger();
    private Published<ApplicationExited> exits;
    private Published<Health> health;

    @BeforeEach
    void listen() {
        Topics.registerCodec(vertx);
        exits = Published.on(vertx, Topics.APPLICATION_EXITED);
        health = Published.on(vertx, Topics.HEALTH);
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void whatFailsIsStartedAgainLaterAndLater() {
        deploy(command("exit 1", OnExit.IGNORE, Restart.ON_FAILURE));

        await().atMost(LONG).until(() -> waits.size() >= 5);
        long expected = 1;
        for (Duration wait : waits.subList(0, 5)) {
            assertThat(wait)
                    .isBetween(Duration.ofMillis(expected * 900), Duration.ofMillis(expected * 1100))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            expected *= 2;
        }
        assertThat(value(Metric.APP_RESTARTS, "sh")).isGreaterThanOrEqualTo(4);
        assertThat(exits.all()).isEmpty();
    }

    @Test
    void whoHasRunForAMinuteHasRecovered() {
        SupervisorVerticle supervisor = deploy(command(
                "echo run >> runs; [ $(wc -l < runs) -gt 2 ] || exit 1; touch third; exec sleep 1000",
                OnExit.IGNORE,
                Restart.ON_FAILURE));
        awaitFile("third");
        assertThat(waits).hasSize(2);

        await().atMost(LONG).until(() -> health.last().state() == Health.State.UP);
        assertThat(health.all())
                .extracting(Health::state)
                .containsSubsequence(Health.State.UP, Health.State.DEGRADED, Health.State.UP);

        Await.result(supervisor.signal(Signal.KILL));
        await().atMost(LONG).until(() -> waits.size() == 3);
        assertThat(waits.get(2)).isLessThanOrEqualTo(Duration.ofMillis(1100));
    }

    @Test
    void anApplicationThatIsAwayIsDown() {
        deploy(command("exit 4", OnExit.TERMINATE, Restart.ON_FAILURE));

        await().atMost(LONG).until(() -> waits.size() >= 2);
        assertThat(health.all())
                .filteredOn(edge -> edge.state() == Health.State.DOWN)
                .extracting(Health::detail)
                .contains(
                        "ended with exit code 4, 1 end: will be started again",
                        "ended with exit code 4, 2 ends in a row: will be started again");
        assertThat(exits.all()).isEmpty();
    }

    @Test
    void successEndsWhatIsStartedAgainOnFailureOnly() {
        deploy(command("[ -e second ] && exit 0; touch second; exit 1", OnExit.TERMINATE, Restart.ON_FAILURE));

        await().atMost(LONG).until(() -> !exits.all().isEmpty());
        assertThat(exits.all()).containsExactly(new ApplicationExited(0));
        assertThat(waits).hasSize(1);
    }

    @Test
    void successIsNoEndForWhatIsAlwaysStartedAgain() {
        deploy(command("exit 0", OnExit.IGNORE, Restart.ALWAYS));

        await().atMost(LONG).until(() -> waits.size() >= 3);
    }

    @Test
    void whatIsNeverStartedAgainMayEndAndAllIsWell() {
        deploy(command("touch ended; exit 1", OnExit.IGNORE, Restart.NEVER));
        awaitFile("ended");

        await().atMost(LONG).until(() -> health.last().detail().equals("ended with exit code 1"));
        assertThat(health.last().state()).isEqualTo(Health.State.UP);
        assertThat(waits).isEmpty();
        assertThat(exits.all()).isEmpty();
    }

    @Test
    void aProgramThatIsAwayForAWhileIsTriedAgain() throws IOException {
        Path program = directory.resolve("program");
        Path away = directory.resolve("away");
        Files.writeString(program, "#!/bin/sh\ncd '%s'\nmv program away; exit 1".formatted(directory));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        deploy(new CommandOptions(
                List.of(program.toString()),
                Map.of(),
                new Ending(OnExit.IGNORE, Restart.ON_FAILURE),
                new Stopping(Optional.empty(), Optional.empty(), true)));
        await().atMost(LONG).until(() -> health.last().detail().contains("exit code 127"));

        Files.writeString(away, "#!/bin/sh\ntouch '%s'; exec sleep 1000".formatted(directory.resolve("back")));
        Files.move(away, program);

        awaitFile("back");
    }

    @Test
    void nothingIsStartedOnceItIsStopped() {
        SupervisorVerticle supervisor = deploy(command("exit 5", OnExit.TERMINATE, Restart.ON_FAILURE));
        await().atMost(LONG).until(() -> waits.size() >= 3);

        Await.result(vertx.undeploy(supervisor.deploymentID()));

        assertThat(Await.result(supervisor.exited())).isEqualTo(5);
        assertThat(pending).hasValue(0);
    }

    @Test
    void theFirstToEndDecidesAndTheOthersAreStillThere() {
        SupervisorVerticle supervisor = deploy(
                command("trap 'exit 8' TERM; touch up; while :; do sleep 0.01; done", OnExit.TERMINATE, Restart.NEVER),
                command("until [ -e up ]; do sleep 0.01; done; exit 9", OnExit.TERMINATE, Restart.NEVER));

        await().atMost(LONG).until(() -> !exits.all().isEmpty());
        Await.result(vertx.undeploy(supervisor.deploymentID()));

        assertThat(exits.all()).containsExactly(new ApplicationExited(9));
        assertThat(Await.result(supervisor.exited())).isEqualTo(9);
    }

    @Test
    void withoutAnApplicationAStopIsClean() {
        SupervisorVerticle supervisor = deploy(command("exec sleep 1000", OnExit.IGNORE, Restart.NEVER));

        Await.result(vertx.undeploy(supervisor.deploymentID()));

        assertThat(Await.result(supervisor.exited())).isZero();
    }

    @Test
    void whatTheCommandIsGivenItGetsATokenToo() {
        deploy(new CommandOptions(
                List.of("sh", "-c", "cd '" + directory + "'; env > env.tmp; mv env.tmp env"),
                Map.of("A8_CONTROLLER_TOKEN", new Secret("its own"), "HOME", new Secret("/else")),
                new Ending(OnExit.IGNORE, Restart.NEVER),
                new Stopping(Optional.empty(), Optional.empty(), true)));
        awaitFile("env");

        assertThat(directory.resolve("env"))
                .content()
                .contains("A8_CONTROLLER_TOKEN=its own", "HOME=/else", "PATH=", "A8_SUPERVISED_BY=");
    }

    private SupervisorVerticle deploy(CommandOptions... commands) {
        SupervisorVerticle supervisor = new SupervisorVerticle(
                List.of(commands),
                new LifecycleOptions(Duration.ZERO, Duration.ZERO, LONG),
                meters,
                RestartTest.this::hundredTimesAsFast);
        Await.result(vertx.deployVerticle(supervisor));
        return supervisor;
    }

    private Timers hundredTimesAsFast(Vertx clock) {
        return (delay, action) -> {
            if (!delay.equals(STEADY)) {
                waits.add(delay);
            }
            pending.incrementAndGet();
            Timers.Timer timer = Timers.of(clock).after(delay.dividedBy(100), () -> {
                pending.decrementAndGet();
                action.run();
            });
            return () -> {
                boolean cancelled = timer.cancel();
                pending.addAndGet(cancelled ? -1 : 0);
                return cancelled;
            };
        };
    }

    private CommandOptions command(String script, OnExit onExit, Restart restart) {
        return new CommandOptions(
                List.of("sh", "-c", "cd '" + directory + "'\n" + script),
                Map.of(),
                new Ending(onExit, restart),
                new Stopping(Optional.empty(), Optional.empty(), true));
    }

    private double value(Metric metric, String label) {
        return meters.snapshot().series(metric).stream()
                .filter(series -> series.labels().equals(List.of(label)))
                .mapToDouble(series -> ((MetricsSnapshot.Value) series).value())
                .sum();
    }

    private void awaitFile(String name) {
        await().atMost(LONG).until(() -> Files.exists(directory.resolve(name)));
    }
}
