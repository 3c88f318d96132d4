package io.amalgam8.sidecar.tls;

import io.amalgam8.sidecar.model.InvalidValueException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that belong together, looked at regularly and off the event loops. A change counts when two looks in a row have
 * seen the same, since files are seldom written at once; one that cannot be used is refused, and the last good stays.
 */
final class WatchedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LARGEST = 4 << 20;

    /** What the contents are for. */
    @FunctionalInterface
    interface Use {

        /**
         * Takes them into use.
         *
         * @param contents in the order of the files; empty where one cannot be read
         * @throws InvalidValueException when they cannot be used
         */
        void take(List<Content> contents);
    }

    private final Vertx vertx;
    private final List<Path> files;
    private final Use use;

    /** These three are of the one look that is under way. */
    private List<String> marks = List.of();

    private List<Content> inForce = List.of();
    private Optional<List<Content>> unsettled = Optional.empty();
    private volatile boolean closed;

    WatchedFiles(Vertx vertx, List<Path> files, Use use) {
        this.vertx = vertx;
        this.files = List.copyOf(files);
        this.use = use;
    }

    /** Takes what is there, or fails; goes on looking until it is closed. */
    Future<Void> open() {
        if (files.isEmpty()) {
            use.take(List.of());
            return Future.succeededFuture();
        }
        return vertx.<Void>executeBlocking(() -> {
                    marks = marks();
                    inForce = contents();
                    use.take(inForce);
                    return null;
                })
                .onSuccess(taken -> lookLater());
    }

    void close() {
        closed = true;
    }

    private void lookLater() {
        vertx.setTimer(PAUSE.toMillis(), passed -> {
            if (!closed) {
                vertx.<Void>executeBlocking(() -> {
                            look();
                            return null;
                        })
                        .onComplete(looked -> lookLater());
            }
        });
    }

    private void look() {
        List<String> seen = marks();
        if (seen.equals(marks) && unsettled.isEmpty()) {
            return;
        }
        List<Content> contents = contents();
        boolean settled =
                contents.equals(inForce) || unsettled.filter(contents::equals).isPresent();
        if (!settled) {
            unsettled = Optional.of(contents);
            return;
        }
        marks = seen;
        unsettled = Optional.empty();
        if (!contents.equals(inForce)) {
            replace(contents);
        }
    }

    private void replace(List<Content> contents) {
        try {
            use.take(contents);
            inForce = contents;
            LOG.atInfo().addKeyValue("files", files).log("certificates were renewed");
        } catch (InvalidValueException e) {
            LOG.atError()
                    .addKeyValue("reason", e.reason())
                    .log("new certificates cannot be used; the last ones stay in use");
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

    private static Content content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new Content(file, in.readNBytes(LARGEST));
        } catch (IOException e) {
            return new Content(file, new byte[0]);
        }
    }
}
