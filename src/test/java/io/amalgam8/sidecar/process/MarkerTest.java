package io.amalgam8.sidecar.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MarkerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<Marker> markers = new ArrayList<>();

    @AfterEach
    void endAll() {
        markers.forEach(marker -> Await.result(marker.killAll(vertx)));
        Await.result(vertx.close());
    }

    @Test
    void findsWhoHasMadeASessionOfItsOwnAndSparesAllOthers() {
        Marker marker = marker();
        start(marker, "(setsid sh -c 'echo $$ > daemon; exec sleep 100' &)");
        start(marker(), "echo $$ > other; exec sleep 100");
        long daemon = pid("daemon");
        long other = pid("other");
        assertThat(ProcTable.isGone(daemon)).isFalse();

        Await.result(marker.killAll(vertx));

        ProcTable.awaitGone(daemon);
        assertThat(ProcTable.isGone(other)).isFalse();
    }

    @Test
    void findsWhatIsMadeWhileItKills() {
        Marker marker = marker();
        start(marker, "while :; do (setsid sh -c 'echo $$ >> made; exec sleep 100' &); done");
        await().atMost(LONG).until(() -> read("made").lines().count() > 3);

        Await.result(marker.killAll(vertx));

        read("made").lines().map(Long::valueOf).forEach(ProcTable::awaitGone);
    }

    @Test
    void findsInTheSessionWhoHasLeftTheGroupAndForgottenTheMark() {
        Marker marker = marker();
        ProcessGroup group =
                start(marker, "env -i \"$(command -v timeout)\" 100 sleep 100 & echo $! > outsider; exec sleep 100");
        ProcessGroup other = start(marker(), "echo $$ > other; exec sleep 100");
        long outsider = pid("outsider");
        await("a group of its own").atMost(LONG).until(() -> ProcTable.group(outsider) == outsider);
        Await.result(group.kill());
        assertThat(ProcTable.isGone(outsider)).isFalse();

        Await.result(marker.killAll(vertx, group));

        ProcTable.awaitGone(outsider);
        assertThat(ProcTable.isGone(other.pid())).isFalse();
    }

    @Test
    void isNeverTheSameTwice() {
        assertThat(Marker.fresh()).isNotEqualTo(Marker.fresh());
    }

    @Test
    void leavesTheCommandAsItIsOtherwise() {
        Command command = new Command(List.of("app", "x"), Map.of("A", "1"));

        assertThat(new Marker("id").on(command))
                .isEqualTo(new Command(List.of("app", "x"), Map.of("A", "1", "A8_SUPERVISED_BY", "id")));
    }

    private Marker marker() {
        Marker marker = Marker.fresh();
        markers.add(marker);
        return marker;
    }

    private ProcessGroup start(Marker marker, String script) {
        Command command = Command.inheriting(List.of("sh", "-c", "cd '" + directory + "'\n" + script), System.getenv());
        return Await.result(ProcessGroup.start(vertx, marker.on(command), Reach.LEADER));
    }

    private long pid(String file) {
        await().atMost(LONG).until(() -> !read(file).isEmpty());
        return Long.parseLong(read(file));
    }

    private String read(String name) {
        try {
            Path file = directory.resolve(name);
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
