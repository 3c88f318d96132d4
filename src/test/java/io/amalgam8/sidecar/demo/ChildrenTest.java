package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildrenTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Children children = new Children(Path.of("."), LONG);

    @AfterEach
    void stop() {
        children.stop();
    }

    @Test
    void tellsWhoHasEndedAndHow() throws IOException, InterruptedException {
        patient(LONG);
        Child child = start("teller", "echo first; echo second >&2; exit 5");

        assertThat(children.awaitEnded(LONG)).contains(child);
        assertThat(child.ending()).isEqualTo("ended with exit code 5");
        assertThat(child.tail()).containsExactly("first", "second");
    }

    @Test
    void tellsTheSignalThatKilledIt() throws IOException, InterruptedException {
        patient(LONG);
        Child child = start("victim", "kill -KILL $$");

        assertThat(children.awaitEnded(LONG)).contains(child);
        assertThat(child.ending()).isEqualTo("ended with exit code 137 (128 + signal 9)");
    }

    @Test
    void tellsWhoAsksWhenTheEndBegins() throws InterruptedException {
        assertThat(children.isStoppedWithin(Duration.ofMillis(1))).isFalse();

        children.stop();

        assertThat(children.isStoppedWithin(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void endsTheFirstOneLast() throws IOException {
        patient(LONG);
        start("host", "trap 'echo host >> order; exit' TERM; touch host-ready; sleep 100 & wait");
        start("guest", "trap 'echo guest >> order; exit' TERM; touch guest-ready; sleep 100 & wait");
        awaitFile("host-ready");
        awaitFile("guest-ready");

        assertThat(children.stop()).isTrue();
        assertThat(directory.resolve("order")).hasContent("guest\nhost");
    }

    @Test
    void killsWhatDoesNotEndAndWhatItHasStarted() throws IOException, InterruptedException {
        patient(Duration.ofMillis(100));
        start("first", "exit 0");
        Child deaf = start("deaf", "trap '' TERM; sleep 100 & echo $! > pid; touch ready; wait");
        awaitFile("ready");
        ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve("pid")).strip()))
                .orElseThrow();

        children.stop();
        assertThat(deaf.process().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // One that nobody has reaped yet has no command any more.
        await().atMost(LONG)
                .until(() ->
                        !grandchild.isAlive() || grandchild.info().command().isEmpty());
    }

    @Test
    void afterTheEndNothingIsStarted() {
        patient(LONG);
        assertThat(children.stop()).isTrue();
        assertThat(children.stop()).isFalse();
        assertThatThrownBy(() -> start("late", "exit 0")).isInstanceOf(IOException.class);
    }

    @Test
    void leadsNobodyIntoTheTerminalsGroup() throws IOException, InterruptedException {
        patient(LONG);
        Child child = start("leader", "cut -d ' ' -f 5 /proc/$$/stat");

        assertThat(children.awaitEnded(LONG)).contains(child);
        assertThat(child.tail()).containsExactly(Long.toString(child.process().pid()));
    }

    private void patient(Duration patience) {
        children = new Children(directory, patience);
    }

    private Child start(String name, String script) throws IOException {
        return children.start(new Part(name, "", List.of("sh", "-c", "cd '" + directory + "'; " + script)));
    }

    private void awaitFile(String name) {
        await().atMost(LONG).until(() -> Files.exists(directory.resolve(name)));
    }
}
