package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.PrometheusText;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.Tool;
import io.amalgam8.sidecar.testing.Traffic;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file system of the access log and the state file is full, or cannot be written at all: no call notices. */
@Tag("debian")
final class FullDiskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Many times what the file system would hold. */
    private static final int CALLS = 1000;

    /** How long the disk stays full at least; {@code -DfullDisk.seconds=60} for the long form. */
    private static final Duration FULL_FOR = Duration.ofSeconds(Long.getLong("fullDisk.seconds", 1));

    /** More lines than a full file system may take by chance. */
    private static final int CALLS_LATER = 60;

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer registry = FakeServer.start(vertx);
    private final FakeServer controller = FakeServer.start(vertx);
    private final RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        instance.close();
        Await.result(vertx.close());
    }

    @Test
    void losesLinesAndNoCallsWhileTheDiskIsFullAndGoesOnWhenThereIsRoom() throws IOException {
        answerWell();
        try (Program program = start(folder, "head -c 100000 /dev/zero > ballast")) {
            String url = url(program);
            Traffic traffic = Traffic.of(4, URI.create(url).getPort(), "GET", "/helloworld/x");
            try (traffic) {
                await().pollDelay(FULL_FOR).atMost(FULL_FOR.plus(PATIENCE)).until(() -> traffic.answered() > CALLS);
                program.awaitLine("state cannot be saved");
            }
            assertThat(traffic.losses()).isEmpty();
            long answered = traffic.answered();
            await().atMost(PATIENCE).until(() -> dropped(program) == answered);

            Files.delete(seenFromOutside(program).resolve("ballast"));
            for (int i = 0; i < CALLS_LATER; i++) {
                assertThat(Http.get(url).statusCode()).isEqualTo(200);
            }
            program.awaitLine("access log can be written again");
            Path log = seenFromOutside(program).resolve("a8_access.log");
            await().atMost(PATIENCE).until(() -> lines(log) == CALLS_LATER);
            assertThat(dropped(program)).isEqualTo(answered);

            stop(program);
            program.awaitLine("saved: .*\"instances\"");
            assertThat(count(program, "access log cannot be written: lines are lost"))
                    .isEqualTo(1);
            assertThat(count(program, "access log can be written again")).isEqualTo(1);
            assertThat(count(program, "state cannot be saved")).isEqualTo(1);
            assertThat(count(program, "state can be saved again")).isEqualTo(1);
        }
    }

    @Test
    void logsToStandardOutputWhereNothingCanBeWritten() {
        registry.always(Reply.of(503, ""));
        controller.always(Reply.of(503, ""));
        Path log = folder.resolve("log");
        try (Program program = start(log, "mkdir log && mount -t tmpfs -o ro none log")) {
            program.awaitLine("admin=");
            String pid = Long.toString(program.handle().pid());
            Tool.run("nsenter", "-t", pid, "-m", "mount", "-o", "remount,ro", folder.toString());
            answerWell();
            String url = url(program);
            for (int i = 0; i < CALLS_LATER; i++) {
                assertThat(Http.get(url).body()).isEqualTo("done");
            }
            program.awaitLine("state cannot be saved");
            await().atMost(PATIENCE).until(() -> count(program, "\"status\":\"200\"") == CALLS_LATER);
            assertThat(count(program, "access log directory cannot be written: the log goes to standard output"))
                    .isEqualTo(1);
            assertThat(dropped(program)).isZero();
            stop(program);
            assertThat(count(program, "state cannot be saved")).isEqualTo(1);
        }
    }

    /** A sidecar in a mount namespace of its own, with a small file system in the folder's place. */
    private Program start(Path log, String preparation) {
        String script = "mount -t tmpfs -o size=64k none " + folder + " && cd " + folder + " && { " + preparation
                + "; cd /; } 2>/dev/null; \"$@\"; echo \"saved: $(cat " + folder + "/state.json)\"";
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        command.addAll(List.of(Program.javaCommand(), "-XX:+UseSerialGC", "-jar", Program.jar(), "--proxy"));
        command.addAll(List.of("--service=gateway", "--proxy_port=0", "--admin_port=0", "--log_dir=" + log));
        command.addAll(List.of("--registry_url=" + registry.url(), "--controller_url=" + controller.url()));
        command.addAll(List.of("--registry_poll=1s", "--controller_poll=1s"));
        command.add("--state_file=" + folder.resolve("state.json"));
        return Program.run(Path.of(""), Map.of(), command);
    }

    private void answerWell() {
        registry.always(Reply.ok("{\"instances\":[{\"id\":\"a\",\"service_name\":\"helloworld\",\"endpoint\":"
                + "{\"type\":\"http\",\"value\":\"" + instance.endpoint().authority() + "\"}}]}"));
        controller.always(Reply.ok("{\"rules\":[],\"revision\":1}"));
    }

    private static String url(Program program) {
        String admin = program.awaitLine("admin=(\\S+)").group(1);
        await().atMost(PATIENCE)
                .until(() -> Http.get("http://" + admin + "/readyz").statusCode() == 200);
        return "http://" + program.awaitLine("proxy=(\\S+)").group(1) + "/helloworld/x";
    }

    /** The shell that started the sidecar lives where the sidecar does. */
    private Path seenFromOutside(Program program) {
        return Path.of("/proc/" + program.handle().pid() + "/root" + folder);
    }

    private static void stop(Program program) {
        program.handle().children().forEach(sidecar -> Program.signal(sidecar.pid(), "TERM"));
        program.exitCode();
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private static long count(Program program, String text) {
        return program.lines().stream().filter(line -> line.contains(text)).count();
    }

    private static long dropped(Program program) {
        String admin = program.awaitLine("admin=(\\S+)").group(1);
        String page = Http.get("http://" + admin + "/metrics").body();
        return (long) PrometheusText.read(page).value("a8_access_log_dropped_total");
    }
}
