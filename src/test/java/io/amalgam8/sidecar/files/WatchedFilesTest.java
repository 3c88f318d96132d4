package io.amalgam8.sidecar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedFilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final List<String> first = new CopyOnWriteArrayList<>();
    private final List<String> later = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void givesWhatIsThereAndThenEachChange() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "one");
        open(file);
        assertThat(first).containsExactly("one");

        Files.writeString(file, "two");
        await().atMost(PATIENCE).until(() -> later.equals(List.of("two")));
        Path fresh = Files.writeString(folder.resolve("fresh"), "three");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE).until(() -> later.equals(List.of("two", "three")));
    }

    @Test
    void takesAFileThatIsNotThereForAnEmptyOne() throws IOException {
        Path file = folder.resolve("a");
        open(file);
        assertThat(first).containsExactly("");

        Files.writeString(file, "here");
        await().atMost(PATIENCE).until(() -> later.equals(List.of("here")));
        Files.delete(file);
        await().atMost(PATIENCE).until(() -> later.equals(List.of("here", "")));
    }

    @Test
    void waitsForNoPipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        open(pipe);

        assertThat(first).containsExactly("");
    }

    @Test
    void failsWhenWhatIsThereCannotBeUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "bad");
        WatchedFiles files = new WatchedFiles(vertx, List.of(file));

        Await.failure(
                files.open(
                        contents -> {
                            throw new IllegalStateException("cannot be used");
                        },
                        contents -> later.add("looked")),
                IllegalStateException.class);
    }

    @Test
    void nothingIsLookedAtWhereThereIsNoFile() {
        WatchedFiles files = new WatchedFiles(vertx, List.of());

        Await.result(files.open(contents -> first.add("none: " + contents.size()), contents -> later.add("looked")));

        assertThat(first).containsExactly("none: 0");
    }

    private void open(Path file) {
        WatchedFiles files = new WatchedFiles(vertx, List.of(file));
        Await.result(files.open(contents -> first.add(text(contents)), contents -> later.add(text(contents))));
    }

    private static String text(List<Content> contents) {
        return new String(contents.get(0).bytes(), StandardCharsets.UTF_8);
    }
}
