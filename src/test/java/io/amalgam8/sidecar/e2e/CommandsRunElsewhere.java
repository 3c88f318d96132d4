package io.amalgam8.sidecar.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The commands of the pages that cannot run where the others do, since they build what is tested, fetch from a network or
 * need an engine for containers: each with the test that runs its equivalent, or is what it runs.
 */
final class CommandsRunElsewhere {

    private static final Path SOURCES = Path.of("src/test/java/io/amalgam8/sidecar");
    private static final Path CI = Path.of(".ci/run");
    private static final Path INSTALLER = Path.of("src/test/bats/installer.bats");
    private static final Path MANIFESTS = SOURCES.resolve("ManifestsTest.java");
    private static final Path ACCEPTANCE = Path.of("src/test/acceptance");
    private static final String DOWNLOAD =
            "https://github.com/amalgam8/a8sidecar/releases/download/v2.0.0/a8sidecar.sh";
    private static final String LOCAL_RELEASE =
            "PREFIX=\"$PWD/target/installed\" A8_DOWNLOAD_URL=target/release sh <a8sidecar.sh";

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry(
                    "mvn -q -DskipTests package && java -jar target/a8sidecar.jar demo",
                    new Test(SOURCES.resolve("demo/DemoIT.java"), "\"demo\"")),
            Map.entry("mvn verify", new Test(CI, "mvn -B -ntp verify")),
            Map.entry("mvn -Pdebian verify", new Test(CI, "mvn -B -ntp -Pdebian ")),
            Map.entry("mvn spotless:apply", new Test(Path.of("pom.xml"), "<goal>check</goal>")),
            Map.entry("bash .ci/run", new Test(CI, "What CI runs")),
            Map.entry(
                    "mvn -Pbench test-compile exec:exec -Dbench=Decision",
                    new Test(SOURCES.resolve("bench/DecisionBenchmark.java"), "@Benchmark")),
            Map.entry("src/test/bench/side_by_side.py", new Test(Path.of("src/test/bench/side_by_side.py"), "nginx")),
            Map.entry("bats src/test/bats", new Test(SOURCES.resolve("e2e/InstallerIT.java"), "\"installer.bats\"")),
            Map.entry("curl -sSL " + DOWNLOAD + " | sh", new Test(INSTALLER, "curl and wget fetch it")),
            Map.entry("wget -qO- " + DOWNLOAD + " | sh", new Test(INSTALLER, "curl and wget fetch it")),
            Map.entry(LOCAL_RELEASE, new Test(CI, LOCAL_RELEASE)),
            Map.entry(
                    "src/test/acceptance/reproducible.sh", new Test(ACCEPTANCE.resolve("reproducible.sh"), "compares")),
            Map.entry("src/test/acceptance/fresh_debian.sh", new Test(ACCEPTANCE.resolve("fresh_debian.sh"), "passed")),
            Map.entry("src/test/acceptance/image.sh", new Test(ACCEPTANCE.resolve("image.sh"), "passed")),
            Map.entry("docker/build", new Test(ACCEPTANCE.resolve("image.sh"), "docker/build")),
            Map.entry("docker compose -f docker/compose.yaml up --build", new Test(MANIFESTS, "docker/compose.yaml")),
            Map.entry("kubectl apply -k kubernetes/base", new Test(MANIFESTS, "kubernetes/base")));

    private static final Pattern COMMENT = Pattern.compile("\\s+# .*$");

    private final Set<String> met = new TreeSet<>();

    /** Where it is run, and words by which that is found there. */
    private record Test(Path file, String words) {

        boolean exists() {
            try {
                return Files.readString(file).contains(words);
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Whether it is one of them. */
    boolean include(String command) {
        String bare = COMMENT.matcher(command).replaceFirst("").strip();
        if (TESTS.containsKey(bare)) {
            met.add(bare);
            return true;
        }
        return false;
    }

    /** Commands of which no page speaks any more, and those whose test is gone. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        TESTS.forEach((command, test) -> {
            if (!met.contains(command)) {
                problems.add(command + ": on no page");
            }
            if (!test.exists()) {
                problems.add(command + ": not run by " + test.file() + ", where \"" + test.words() + "\" is expected");
            }
        });
        return problems;
    }
}
