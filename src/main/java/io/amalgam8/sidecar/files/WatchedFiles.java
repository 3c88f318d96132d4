package io.amalgam8.sidecar.files;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Files that belong together, looked at each second and off the event loops. A change counts when two looks in a row
 * have seen the same, since files are seldom written at once.
 */
public final class WatchedFiles {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LARGEST = 4 << 20;

    private final Vertx vertx;
    private final List<Path> files;

    /** These three are of the one look that is under way. */
    private List<String> marks = List.of();

    private List<Content> known = List.of();
    private Optional<List<Content>> unsettled = Optional.empty();
    private volatile boolean closed;

    /** Files to look at, which need not be there. */
    public WatchedFiles(Vertx vertx, List<Path> files) {
        this.vertx = vertx;
        this.files = List.copyOf(files);
    }

    /**
     * Has what is there used, and goes on looking until it is closed. Contents come in the order of the files, on a
     * worker thread; one that cannot be read, or is no regular file, is empty, of one larger than 4 MiB there is the
     * beginning.
     *
     * @param first uses what is there now; when it throws, this fails with that, and looks no further
     * @param later uses each change, and must not throw
     */
    public Future<Void> open(Consumer<List<Content>> first, Consumer<List<Content>> later) {
        if (files.isEmpty()) {
            first.accept(List.of());
            return Future.succeededFuture();
        }
        return vertx.<Void>executeBlocking(() -> {
                    marks = marks();
                    known = contents();
                    first.accept(known);
                    return null;
                })
                .onSuccess(taken -> lookLater(later));
    }

    /** Looks no more. */
    public void close() {
        closed = true;
    }

    private void lookLater(Consumer<List<Content>> later) {
        vertx.setTimer(PAUSE.toMillis(), passed -> {
            if (!closed) {
                vertx.<Void>executeBlocking(() -> {
                            look(later);
                            return null;
                        })
                        .onComplete(looked -> lookLater(later));
            }
        });
    }

    private void look(Consumer<List<Content>> later) {
        List<String> seen = marks();
        if (seen.equals(marks) && unsettled.isEmpty()) {
            return;
        }
        List<Content> contents = contents();
        boolean settled =
                contents.equals(known) || unsettled.filter(contents::equals).isPresent();
        if (!settled) {
            unsettled = Optional.of(contents);
            return;
        }
        marks = seen;
        unsettled = Optional.empty();
        if (!contents.equals(known)) {
            known = contents;
            later.accept(contents);
        }
    }

    /** What changes when a file does, or what its name leads to. */
    private List<String> marks() {
        List<String> all = new ArrayList<>();
        for (Path file : files) {
            try {
                all.add(file.toRealPath() + " " + Files.getLastModifiedTime(file) + " " + Files.size(file));
            } catch (IOException e) {
                all.add("");
            }
        }
        return all;
    }

    private List<Content> contents() {
        return files.stream().map(WatchedFiles::content).toList();
    }

    /** A pipe gives what it holds only once, and an open one without a writer would never return. */
    private static Content content(Path file) {
        if (!Files.isRegularFile(file)) {
            return new Content(file, new byte[0]);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Content(file, in.readNBytes(LARGEST));
        } catch (IOException e) {
            return new Content(file, new byte[0]);
        }
    }
}
