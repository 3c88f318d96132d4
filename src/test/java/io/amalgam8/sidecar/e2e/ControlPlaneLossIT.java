package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registry and controller die without a word and come back knowing nothing: nobody who calls a service notices. */
final class ControlPlaneLossIT {

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 8));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CURED_WITHIN = Duration.ofSeconds(5);
    private static final String ALL_TO_V2 =
            "[{\"destination\":\"helloworld\",\"priority\":1,\"route\":{\"backends\":[{\"tags\":[\"v2\"]}]}}]";

    @TempDir
    Path folder;

    @Test
    void noCallFailsWhileTheControlPlaneIsGoneAndAllRegisterAgainWhenItIsBack() {
        int one = FreePort.find();
        int other = FreePort.find();
        EmbeddedControlPlane first = EmbeddedControlPlane.start();
        try (first;
                Program v1 = instance(first, "v1", one);
                Program v2 = instance(first, "v2", other);
                Program gateway = gateway(first)) {
            String url = "http://" + gateway.awaitLine("proxy=(\\S+)").group(1) + "/helloworld/hello";
            await().atMost(PATIENCE).until(() -> areRegistered(first, one, other));
            awaitAnswersOfBothVersions(url);
            first.route("helloworld", ALL_TO_V2);
            // Some calls in a row may go to one version by chance: only the rule itself says that it is in force.
            String state = "http://" + gateway.awaitLine("admin=(\\S+)").group(1) + "/a8-admin";
            await().atMost(PATIENCE).until(() -> Http.get(state).body().contains("\"backends\""));

            try (Calls calls = Calls.to(url)) {
                first.program().signal("KILL");
                first.program().exitCode();
                sitOutTheOutage();
                assertThat(calls.count()).as("calls meanwhile").isGreaterThan((int) OUTAGE.toSeconds());
                assertThat(calls.answersWithout("version: v2"))
                        .as("the rules stay in force")
                        .isEmpty();

                try (EmbeddedControlPlane second = again(first)) {
                    await().atMost(CURED_WITHIN).until(() -> areRegistered(second, one, other));
                    // A controller without rules is believed: both versions are called again.
                    await().atMost(PATIENCE).until(() -> calls.heard("version: v1"));
                    calls.awaitMore(100);
                }
                assertThat(calls.failures()).isEmpty();
            }
            assertThat(List.of(v1.isAlive(), v2.isAlive(), gateway.isAlive())).containsOnly(true);
        }
    }

    private Program instance(EmbeddedControlPlane controlPlane, String version, int port) {
        List<String> arguments = new ArrayList<>(List.of("--register", "--proxy", "--proxy_port", "0"));
        arguments.addAll(List.of("--service", "helloworld:" + version));
        arguments.addAll(List.of("--endpoint_host", "127.0.0.1", "--endpoint_port", Integer.toString(port)));
        arguments.addAll(polling(controlPlane, version));
        arguments.addAll(List.of("--supervise", Program.javaCommand(), "-XX:TieredStopAtLevel=1", "-Xmx32m"));
        arguments.addAll(List.of("-cp", Program.jar(), "io.amalgam8.sidecar.demo.Helloworld"));
        arguments.addAll(List.of(version, "helloworld-" + version, Integer.toString(port)));
        return Program.start(arguments.toArray(String[]::new));
    }

    private Program gateway(EmbeddedControlPlane controlPlane) {
        List<String> arguments = new ArrayList<>(List.of("--proxy", "--service", "gateway", "--proxy_port", "0"));
        arguments.addAll(polling(controlPlane, "gateway"));
        return Program.start(arguments.toArray(String[]::new));
    }

    private List<String> polling(EmbeddedControlPlane controlPlane, String name) {
        List<String> arguments = new ArrayList<>(List.of("--admin_port", "0"));
        arguments.addAll(List.of("--registry_url", controlPlane.registry(), "--registry_poll", "1s"));
        arguments.addAll(List.of("--controller_url", controlPlane.controller(), "--controller_poll", "1s"));
        arguments.addAll(List.of("--log_dir", folder.resolve(name).toString()));
        return arguments;
    }

    /** The control plane's time away is itself what is tested, so here a time is waited for, and not a condition. */
    private static void sitOutTheOutage() {
        await().pollDelay(OUTAGE).atMost(OUTAGE.plus(PATIENCE)).until(() -> true);
    }

    /** Empty, on the same ports. */
    private static EmbeddedControlPlane again(EmbeddedControlPlane before) {
        return EmbeddedControlPlane.start(port(before.registry()), port(before.controller()));
    }

    private static boolean areRegistered(EmbeddedControlPlane controlPlane, int one, int other) {
        String listing = controlPlane.instancesOf("helloworld");
        return listing.contains("127.0.0.1:" + one) && listing.contains("127.0.0.1:" + other);
    }

    private static void awaitAnswersOfBothVersions(String url) {
        await().atMost(PATIENCE).until(() -> versions(url, 20).equals(List.of("v1", "v2")));
    }

    /** Which versions answer so many calls. */
    private static List<String> versions(String url, int calls) {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            HttpResponse<String> answer = Http.get(url);
            seen.add(answer.statusCode() == 200 ? answer.body().substring(15, 17) : "failed");
        }
        return seen.stream().distinct().sorted().toList();
    }

    private static String port(String url) {
        return Integer.toString(URI.create(url).getPort());
    }

    /** Somebody who calls all the time, and remembers what was said. */
    private static final class Calls implements AutoCloseable {

        private static final Duration RHYTHM = Duration.ofMillis(10);

        private final ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();
        private final AtomicInteger count = new AtomicInteger();
        private final Collection<String> answers = new ConcurrentLinkedQueue<>();
        private final Collection<String> failures = new ConcurrentLinkedQueue<>();
        private final Future<?> rhythm;

        private Calls(String url) {
            rhythm = caller.scheduleAtFixedRate(() -> call(url), 0, RHYTHM.toMillis(), TimeUnit.MILLISECONDS);
        }

        static Calls to(String url) {
            return new Calls(url);
        }

        int count() {
            return count.get();
        }

        List<String> failures() {
            return List.copyOf(failures);
        }

        List<String> answersWithout(String part) {
            return answers.stream().filter(answer -> !answer.contains(part)).toList();
        }

        boolean heard(String part) {
            return answers.stream().anyMatch(answer -> answer.contains(part));
        }

        void awaitMore(int calls) {
            int enough = count() + calls;
            await().atMost(PATIENCE).until(() -> count() >= enough);
        }

        @Override
        public void close() {
            rhythm.cancel(false);
            caller.shutdown();
        }

        private void call(String url) {
            try {
                HttpResponse<String> answer = Http.get(url);
                if (answer.statusCode() == 200) {
                    answers.add(answer.body());
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
            count.incrementAndGet();
        }
    }
}
