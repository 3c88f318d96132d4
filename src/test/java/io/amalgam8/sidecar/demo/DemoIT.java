package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.SharedClasses;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its users have it: started from the jar, tried by what it prints, ended by Ctrl-C. */
final class DemoIT {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Questions questions = new Questions();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        // A build that runs in the background ignores INT, and so would whatever it starts.
        ProcessBuilder builder = new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("a8sidecar.jar"),
                "demo",
                "--proxy_port",
                "0");
        // For what it starts, too, which is of the same jar.
        String options = SharedClasses.options().stream()
                .map(option -> '"' + option + '"')
                .collect(Collectors.joining(" "));
        builder.environment().put("JDK_JAVA_OPTIONS", options);
        started.add(builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start());
        await().atMost(START).until(() -> output().contains("Ctrl-C ends everything") || !demo().isAlive());
        assertThat(demo().isAlive()).as(output()).isTrue();
    }

    @AfterEach
    void end() throws InterruptedException {
        List<ProcessHandle> family = demo().descendants().toList();
        demo().destroy();
        if (!demo().waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            demo().destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whatItPrintsSplitsSelectsDelaysAbortsAndRestores() throws IOException, InterruptedException {
        paste("Send a quarter", 0);
        await().atMost(SOON).until(() -> share("v2", 200) < 0.31);
        assertThat(share("v2", 2_000)).isCloseTo(0.25, within(0.05));

        paste("Send Alice", 0);
        await().atMost(SOON).until(() -> share("v2", 200) == 0);
        for (int i = 0; i < 20; i++) {
            assertThat(paste("Send Alice", 1)).contains("version: v2");
            assertThat(paste("Send Alice", 2)).contains("version: v1");
        }

        paste("Delay", 0);
        await().atMost(SOON).until(() -> timed(() -> paste("Delay", 1)).compareTo(Duration.ofSeconds(2)) >= 0);

        paste("Abort", 0);
        await().atMost(SOON).until(() -> Calls.make(20, questions, url()).failures() > 0);
        assertThat(Calls.make(200, questions, url()).failures()).isBetween(60, 140);

        paste("Remove", 0);
        await().atMost(SOON).until(() -> Calls.make(50, questions, url()).failures() == 0);
        await().atMost(SOON).until(() -> Calls.make(50, questions, url()).instances() == 3);
        // How many each of the three gets is for their latencies to say: with nothing in flight the quicker of two is
        // taken.
        assertThat(Calls.make(500, questions, url()).failures()).isZero();
    }

    @Test
    void anApplicationThatIsKilledIsToldAndCallsGoOn() throws IOException, InterruptedException {
        long application =
                Long.parseLong(commands("Kill the application").get(0).replace("kill -9 ", ""));
        assertThat(demo().descendants().mapToLong(ProcessHandle::pid)).contains(application);
        ProcessHandle.of(application).orElseThrow().destroyForcibly();

        await().atMost(SOON).until(() -> output().contains("2 of 3 instances are registered now"));
        assertThat(output()).contains("helloworld-v1-1   ended with exit code 137 (128 + signal 9)");
        await().atMost(SOON).until(() -> Calls.make(50, questions, url()).instances() == 2);
        assertThat(Calls.make(200, questions, url()).failures()).isZero();
    }

    @Test
    void ctrlCLeavesNeitherProcessNorFile() throws IOException, InterruptedException {
        List<ProcessHandle> family = demo().descendants().toList();
        Path logs = Path.of(find("Logs: (\\S+)"));
        // Four sidecars, three applications and the guardian of each, one control plane.
        assertThat(family).hasSize(11);
        assertThat(logs.resolve("gateway.log")).isNotEmptyFile();

        new ProcessBuilder("sh", "-c", "kill -s INT " + demo().pid()).start().waitFor();
        assertThat(demo().waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(demo().exitValue()).isEqualTo(130);
        await().atMost(SOON).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(logs).doesNotExist();
    }

    /** Does what the shell would do with a command that the output shows below this title. */
    private String paste(String title, int index) throws IOException, InterruptedException {
        HttpRequest request =
                PastedCommand.paste(commands(title).get(index), directory).request();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private List<String> commands(String title) throws IOException {
        String block = find("(?s)\\n  " + title + "[^\\n]*\\n(.*?)\\n\\n");
        return List.of(block.split("\\n    (?=curl |for |kill )|^    ")).stream()
                .filter(command -> !command.isEmpty())
                .toList();
    }

    private double share(String version, int calls) throws IOException, InterruptedException {
        Map<String, Integer> instances =
                Calls.make(calls, questions, url()).counts().getOrDefault(version, Map.of());
        return instances.values().stream().mapToInt(Integer::intValue).sum() / (double) calls;
    }

    private String url() throws IOException {
        return find("100 calls of (\\S+) went to");
    }

    private String find(String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(output());
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private Process demo() {
        return started.get(0);
    }

    private static Duration timed(Call call) throws IOException, InterruptedException {
        long start = System.nanoTime();
        call.make();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private interface Call {
        String make() throws IOException, InterruptedException;
    }
}
