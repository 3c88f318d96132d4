package io.amalgam8.sidecar.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessGroupTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<ProcessGroup> groups = new ArrayList<>();

    @AfterEach
    void endAll() {
        groups.forEach(group -> settle(group.kill()));
        settle(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 126, 127, 255})
    void tellsTheExitCode(int code) {
        assertThat(settle(shell("exit " + code).exited())).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129", "USR1, 138", "USR2, 140", "KILL, 137"})
    void tellsTheSignalThatKilledItAsAShellDoes(Signal signal, int code) {
        ProcessGroup group = shell("exec sleep 100");
        settle(group.signal(signal));
        assertThat(settle(group.exited())).isEqualTo(code);
    }

    @Test
    void leadsItsOwnGroup() {
        ProcessGroup group = shell("cut -d ' ' -f 5,6 /proc/$$/stat > group; touch ready; exec sleep 100");
        awaitFile("ready");
        assertThat(read("group")).isEqualTo(group.pid() + " " + group.pid());
    }

    @Test
    void everyProcessOfTheGroupGetsTheSignal() {
        ProcessGroup group = shell("""
                sh -c 'trap "echo got > child; exit 0" TERM; touch child-ready; sleep 100 & wait' &
                trap 'wait; echo got > parent; exit 7' TERM
                touch ready
                wait""");
        awaitFile("ready");
        awaitFile("child-ready");

        assertThat(settle(group.stop(Signal.TERM, LONG))).isEqualTo(7);
        assertThat(read("child")).isEqualTo("got");
        assertThat(read("parent")).isEqualTo("got");
    }

    @Test
    void whoeverDoesNotEndInTimeIsKilled() {
        ProcessGroup group = shell("trap '' TERM; touch ready; sleep 100");
        awaitFile("ready");

        assertThat(settle(group.stop(Signal.TERM, Duration.ofMillis(100)))).isEqualTo(137);
    }

    @Test
    void whoIsStoppedHearsThatItIsToEnd() {
        ProcessGroup group = shell("kill -STOP $$; exec sleep 100");
        await().atMost(LONG).until(() -> ProcTable.isStopped(group.pid()));

        assertThat(settle(group.stop(Signal.TERM, LONG))).isEqualTo(143);
    }

    @Test
    void withoutPatienceItIsKilledAtOnce() {
        ProcessGroup group = shell("trap '' TERM; touch ready; sleep 100");
        awaitFile("ready");

        assertThat(settle(group.stop(Signal.TERM, Duration.ZERO))).isEqualTo(137);
    }

    @Test
    void noGrandchildOutlivesTheFirstProcess() {
        ProcessGroup group = shell("""
                sh -c 'trap "" TERM HUP; sleep 100 & echo $! > grandchild; touch ready; wait' &
                until [ -e ready ]; do sleep 0.01; done
                exit 3""");

        assertThat(settle(group.exited())).isEqualTo(3);
        ProcTable.awaitGone(Long.parseLong(read("grandchild")));
    }

    @Test
    void noGrandchildOutlivesAStop() {
        ProcessGroup group =
                shell("sh -c 'trap \"\" TERM; sleep 100 & echo $! > grandchild; touch ready; wait' & wait");
        awaitFile("ready");

        assertThat(settle(group.stop(Signal.TERM, LONG))).isEqualTo(143);
        ProcTable.awaitGone(Long.parseLong(read("grandchild")));
    }

    @Test
    void whoeverReachesTheLeaderAloneLeavesTheOthersInPeace() {
        ProcessGroup group = start(
                script(
                        "sh -c 'trap \"touch told\" TERM; echo $$ > child; touch ready; while :; do sleep 0.01; done' & wait"),
                Reach.LEADER);
        awaitFile("ready");
        long child = Long.parseLong(read("child"));

        assertThat(settle(group.stop(Signal.TERM, LONG))).isEqualTo(143);

        assertThat(ProcTable.isGone(child)).isFalse();
        assertThat(directory.resolve("told")).doesNotExist();
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void livesOnWhileOthersComeAndGo() {
        ProcessGroup group = shell("trap 'exit 7' TERM; touch ready; while :; do sleep 0.01; done");
        awaitFile("ready");
        for (int i = 0; i < 5; i++) {
            settle(shell("exit 0").exited());
            System.gc();
        }

        assertThat(settle(group.stop(Signal.TERM, LONG))).isEqualTo(7);
    }

    @Test
    void aGuardianThatIsDismissedEndsAndHarmsNobody() {
        ProcessGroup group = shell("trap 'exit 7' TERM; touch ready; while :; do sleep 0.01; done");
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        Guardian guardian = settle(Guardian.over(vertx, group));
        List<ProcessHandle> guardians = ProcessHandle.current()
                .children()
                .filter(child -> !before.contains(child))
                .toList();
        assertThat(guardians).isNotEmpty();
        awaitFile("ready");

        settle(guardian.dismiss());

        guardians.forEach(shell -> ProcTable.awaitGone(shell.pid()));
        assertThat(settle(group.stop(Signal.TERM, LONG))).isEqualTo(7);
    }

    @Test
    void whatHasEndedCanBeSignalledAndStoppedAgain() {
        ProcessGroup group = shell("exit 5");
        settle(group.exited());

        settle(group.signal(Signal.TERM));
        assertThat(settle(group.stop(Signal.TERM, Duration.ZERO))).isEqualTo(5);
        assertThat(settle(group.kill())).isEqualTo(5);
    }

    @Test
    void whatIsNotThereCannotBeStarted() {
        assertThatThrownBy(() -> start(List.of("/nosuch/app")))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("/nosuch/app");
    }

    @Test
    void theProgramSeesItsNameAsItWasGiven() {
        settle(start(List.of("sh", "-c", "tr '\\0' ' ' < /proc/$$/cmdline > '" + directory + "/words'", "x y"))
                .exited());
        assertThat(read("words")).startsWith("sh -c ").endsWith(" x y");
    }

    @Test
    void theEnvironmentIsTheCommandsOwn() {
        settle(shell("env > env").exited());
        assertThat(read("env").lines())
                .contains("PATH=" + System.getenv("PATH"))
                .noneMatch(line -> line.startsWith("A8_REGISTRY_TOKEN"));
    }

    @Test
    void theExitIsToldOnTheContextOfWhoeverStartedIt() {
        Context context = vertx.getOrCreateContext();
        Future<Context> told = Future.future(promise -> context.runOnContext(
                go -> ProcessGroup.start(vertx, Command.inheriting(List.of("true"), System.getenv()))
                        .compose(ProcessGroup::exited)
                        .onSuccess(code -> promise.complete(vertx.getOrCreateContext()))
                        .onFailure(promise::fail)));
        assertThat(settle(told)).isEqualTo(context);
    }

    private ProcessGroup shell(String script) {
        return start(script(script));
    }

    private List<String> script(String script) {
        return List.of("sh", "-c", "cd '" + directory + "'\n" + script);
    }

    private ProcessGroup start(List<String> words) {
        return start(words, Reach.GROUP);
    }

    private ProcessGroup start(List<String> words, Reach reach) {
        ProcessGroup group = settle(ProcessGroup.start(vertx, Command.inheriting(words, System.getenv()), reach));
        groups.add(group);
        return group;
    }

    private void awaitFile(String name) {
        await().atMost(LONG).until(() -> Files.exists(directory.resolve(name)));
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name), UTF_8).strip();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static <T> T settle(Future<T> future) {
        try {
            return future.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException tooLate) {
            throw new AssertionError(tooLate);
        }
    }
}
