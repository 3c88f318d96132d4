package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.amalgam8.sidecar.testing.Tool;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar's access log under load and under attack, read by Debian's jq. */
@Tag("debian")
final class AccessLogLoadIT {

    /** As many hostile requests. */
    private static final int LINES = Integer.getInteger("a8.lines", 5_000);

    private static final int CALLERS = 4;

    private static final int SECONDS = Integer.getInteger("a8.rotationSeconds", 8);
    private static final int ROTATIONS = 20;
    private static final long SEED = 5813;

    /** Callers that together ask some 5,000 times a second, where the machine lets them. */
    private static final String PACE = "function delay() return 8 end\n";

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer registry = FakeServer.start(vertx);
    private final FakeServer controller = FakeServer.start(vertx);
    private final RawUpstream instance = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");

    @TempDir
    Path directory;

    @BeforeEach
    void list() {
        LoggingSidecar.list(registry, controller, "helloworld", instance.endpoint());
    }

    @AfterEach
    void close() {
        instance.close();
        Await.result(vertx.close());
    }

    @Test
    void everyHostileRequestBecomesOneLineThatJqTakes() throws IOException {
        try (Program program = start("{rotate_size: 64MiB, keep: 10000}")) {
            LoggingSidecar sidecar = LoggingSidecar.of(program).awaitReady();
            long answers = attack(sidecar.port());
            sidecar.awaitCounted(directory);

            assertThat(answers).isGreaterThanOrEqualTo(LINES);
            assertThat(sidecar.requests()).isEqualTo(answers);
            long dropped = sidecar.dropped();
            stop(program);
            long lines = Long.parseLong(jq("inputs | .status | length | select(. == 3)", "| wc -l"));
            assertThat(lines + dropped).isEqualTo(answers);
            assertThat(Long.parseLong(jq("inputs | select(.status == \"400\")", "| wc -l")))
                    .isPositive();
            assertThat(jq("inputs | tostring | select(contains(\"canary\"))", ""))
                    .isEmpty();
        }
    }

    @Test
    void rotatesUnderLoadWithoutLosingOrDoublingALine() throws IOException {
        long limit = 512 * 1024;
        try (Program program = start("{rotate_size: 512KiB, keep: 10000}")) {
            LoggingSidecar sidecar = LoggingSidecar.of(program).awaitReady();
            Path script = Files.writeString(directory.resolve("pace.lua"), PACE);
            String report = Tool.run(
                    "wrk",
                    "-t1",
                    "-c50",
                    "-d" + SECONDS + "s",
                    "-s" + script,
                    "http://" + sidecar.proxy() + "/helloworld/x");
            assertThat(report).doesNotContain("Non-2xx").doesNotContain("Socket errors");
            sidecar.awaitCounted(directory);
            long requests = sidecar.requests();
            assertThat(sidecar.dropped()).as(report).isZero();
            stop(program);

            List<Path> files = LoggingSidecar.files(directory);
            assertThat(files).as(report).hasSizeGreaterThan(ROTATIONS);
            long lines = LoggingSidecar.lines(directory).size();
            assertThat(lines).as(report).isEqualTo(requests);
            assertThat(Long.parseLong(jq("inputs | .request_id", "| sort -u | wc -l")))
                    .isEqualTo(lines);
            for (Path file : files) {
                String size =
                        Tool.run("sh", "-c", "zcat -f " + file + " | wc -c").strip();
                assertThat(Long.parseLong(size)).isLessThanOrEqualTo(limit);
            }
        }
    }

    /** What jq makes of all lines, in the shell's hands. */
    private String jq(String program, String then) {
        return Tool.run(
                        "bash",
                        "-c",
                        "set -o pipefail; zcat -f " + directory + "/a8_access*.log* | jq -n -c '" + program + "' "
                                + then)
                .strip();
    }

    /** Whose files stay as they are from then on. */
    private static void stop(Program program) {
        program.signal("TERM");
        assertThat(program.exitCode()).as(program.output()).isZero();
    }

    /** Sends that many requests, some of which are refused; how many answers came. */
    private static long attack(int port) {
        return IntStream.range(0, CALLERS)
                .parallel()
                .mapToLong(caller -> attack(port, new Random(SEED + caller), LINES / CALLERS))
                .sum();
    }

    private static long attack(int port, Random random, int count) {
        long answers = 0;
        while (answers < count) {
            try (RawCaller caller = RawCaller.to(port)) {
                boolean kept = true;
                while (kept && answers < count) {
                    caller.send(hostile(random));
                    Message answer = caller.readAnswer();
                    assertThat(answer.head()).isNotEmpty();
                    answers++;
                    kept = !answer.field("connection").equalsIgnoreCase("close");
                }
            }
        }
        return answers;
    }

    private static String hostile(Random random) {
        String garbage = garbage(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 9_000 : 60));
        String secret = "Authorization: Bearer canary\r\nCookie: a=canary\r\n";
        String head = switch (random.nextInt(8)) {
            case 0 -> "GET /helloworld/" + garbage + " HTTP/1.1\r\nHost: h\r\n";
            case 1 -> "GET http://me:canary@h/helloworld/?token=canary HTTP/1.1\r\nHost: h\r\n";
            case 2 -> garbage + " /helloworld/x HTTP/1.1\r\nHost: h\r\n";
            case 3 -> "GET /helloworld/x HTTP/1.1\r\n";
            case 4 -> "GET /nobody\"\\/?" + visible(garbage) + " HTTP/1.1\r\nHost: h\r\n";
            default ->
                "GET /helloworld/x HTTP/1.1\r\nHost: h\r\nUser-Agent: " + visible(garbage) + "\r\nReferer: "
                        + visible(garbage) + "\r\nX-Forwarded-For: " + visible(garbage) + "\r\n";
        };
        return head + secret + "\r\n";
    }

    /** Any bytes that do not end a line; each a character, as they are sent. */
    private static String garbage(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            char c = (char) (1 + random.nextInt(255));
            text.append(c == '\r' || c == '\n' ? '"' : c);
        }
        return text.toString();
    }

    /** Such as a header may hold. */
    private static String visible(String garbage) {
        return garbage.replaceAll("[\\x00-\\x20\\x7f]", "\\\\\"");
    }

    private Program start(String accessLog) throws IOException {
        return Program.startIn(Path.of(""), LoggingSidecar.arguments(registry, controller, directory, accessLog));
    }
}
