package io.amalgam8.sidecar.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.ApplicationExited;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.LifecycleOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.process.CannotStartException;
import io.amalgam8.sidecar.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisorVerticleTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<ApplicationExited> exits = new ConcurrentLinkedQueue<>();
    private final Queue<Health.State> health = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() {
        Topics.registerCodec(vertx);
        Topics.APPLICATION_EXITED.subscribe(vertx, exits::add);
        Topics.HEALTH.subscribe(vertx, edge -> health.add(edge.state()));
    }

    @AfterEach
    void close() {
        // Closing undeploys, and a deployed supervisor ends its application.
        settle(vertx.close());
    }

    @Test
    void tellsTheExitCodeOfAnApplicationThatEndsByItself() {
        SupervisorVerticle supervisor = shell("exit 42", LONG);
        settle(vertx.deployVerticle(supervisor));

        await().atMost(LONG).until(() -> !exits.isEmpty());
        assertThat(exits).containsExactly(new ApplicationExited(42));
        assertThat(settle(supervisor.exited())).isEqualTo(42);
        assertThat(health).containsExactly(Health.State.UP, Health.State.DOWN);
    }

    @Test
    void tellsTheSignalThatKilledTheApplication() {
        SupervisorVerticle supervisor = shell("kill -KILL $$", LONG);
        settle(vertx.deployVerticle(supervisor));

        await().atMost(LONG).until(() -> !exits.isEmpty());
        assertThat(exits).containsExactly(new ApplicationExited(137));
    }

    @Test
    void doesNotDeployWithoutTheProgram() {
        SupervisorVerticle supervisor = supervisor(List.of("/nosuch/app"), LONG);
        assertThatThrownBy(() -> settle(vertx.deployVerticle(supervisor)))
                .isInstanceOfSatisfying(
                        CannotStartException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(127));
    }

    @Test
    void doesNotDeployAProgramThatCannotBeExecuted() {
        SupervisorVerticle supervisor = supervisor(List.of("/etc/passwd"), LONG);
        assertThatThrownBy(() -> settle(vertx.deployVerticle(supervisor)))
                .isInstanceOfSatisfying(
                        CannotStartException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(126));
    }

    @Test
    void stopsTheApplicationByTermAndKeepsItsExitCode() {
        SupervisorVerticle supervisor = shell("trap 'exit 7' TERM; touch ready; sleep 100 & wait", LONG);
        String deployment = deployReady(supervisor);

        settle(vertx.undeploy(deployment));
        assertThat(settle(supervisor.exited())).isEqualTo(7);
    }

    @Test
    void isSilentOnTheBusAboutAnApplicationThatItEndsItself() {
        SupervisorVerticle supervisor = shell("touch ready; sleep 100", LONG);
        settle(vertx.undeploy(deployReady(supervisor)));

        assertThat(settle(supervisor.exited())).isEqualTo(143);
        await().atMost(LONG).until(() -> health.contains(Health.State.DOWN));
        ApplicationExited marker = new ApplicationExited(-1);
        Topics.APPLICATION_EXITED.publish(vertx, marker);
        await().atMost(LONG).until(() -> exits.contains(marker));
        assertThat(exits).containsExactly(marker);
    }

    @Test
    void stopsTheApplicationByTheSignalThatItIsTold() {
        SupervisorVerticle supervisor = shell("trap 'exit 8' INT; touch ready; sleep 100 & wait", LONG);
        String deployment = deployReady(supervisor);

        supervisor.stopSignal(Signal.INT);
        settle(vertx.undeploy(deployment));
        assertThat(settle(supervisor.exited())).isEqualTo(8);
    }

    @Test
    void passesSignalsOn() {
        SupervisorVerticle supervisor = shell("trap 'exit 9' USR1; touch ready; sleep 100 & wait", LONG);
        deployReady(supervisor);

        settle(supervisor.signal(Signal.USR1));
        assertThat(settle(supervisor.exited())).isEqualTo(9);
    }

    @Test
    void killsAnApplicationThatIgnoresTermAfterTheShutdownTimeout() {
        SupervisorVerticle supervisor = shell("trap '' TERM; touch ready; sleep 100", Duration.ofMillis(200));
        settle(vertx.undeploy(deployReady(supervisor)));

        assertThat(settle(supervisor.exited())).isEqualTo(137);
    }

    @Test
    void hurriesAStopThatWaitsForTheApplication() {
        SupervisorVerticle supervisor = shell("trap 'touch told' TERM; touch ready; while :; do sleep 1; done", LONG);
        Future<Void> stopped = vertx.undeploy(deployReady(supervisor));
        awaitFile("told");

        settle(supervisor.kill());
        settle(stopped);
        assertThat(settle(supervisor.exited())).isEqualTo(137);
    }

    @Test
    void stopsAtOnceWhenTheApplicationHasEndedAlready() {
        SupervisorVerticle supervisor = shell("exit 3", LONG);
        String deployment = settle(vertx.deployVerticle(supervisor));
        settle(supervisor.exited());

        settle(vertx.undeploy(deployment));
        settle(supervisor.signal(Signal.TERM));
        assertThat(settle(supervisor.exited())).isEqualTo(3);
    }

    private SupervisorVerticle shell(String script, Duration shutdownTimeout) {
        return supervisor(List.of("sh", "-c", "cd '" + directory + "'\n" + script), shutdownTimeout);
    }

    private static SupervisorVerticle supervisor(List<String> command, Duration shutdownTimeout) {
        return new SupervisorVerticle(
                List.of(CommandOptions.application(command)),
                new LifecycleOptions(Duration.ZERO, Duration.ZERO, shutdownTimeout),
                new Meters());
    }

    private String deployReady(SupervisorVerticle supervisor) {
        String deployment = settle(vertx.deployVerticle(supervisor));
        awaitFile("ready");
        return deployment;
    }

    private void awaitFile(String name) {
        await().atMost(LONG).until(() -> Files.exists(directory.resolve(name)));
    }

    private static <T> T settle(Future<T> future) {
        try {
            return future.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException tooLate) {
            throw new AssertionError(tooLate);
        }
    }
}
