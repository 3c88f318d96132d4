package io.amalgam8.sidecar.testing;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The virtual machine's archive of the jar's classes, which halves what each start of the jar takes, and changes nothing
 * else: the integration tests start it more than a hundred times. It is made before them, by {@code main}, and left out
 * where there is none.
 */
public final class SharedClasses {

    private static final String PROPERTY = "a8sidecar.archive";
    private static final int CALLS = 20;

    private SharedClasses() {}

    /** Makes the archive in that file of what a sidecar loads that starts, proxies, registers and ends. */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        try (EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();
                Program sidecar = Program.java(Map.of(), learning(file, controlPlane))) {
            String proxy = "http://" + sidecar.awaitLine("proxy=(\\S+)").group(1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Http.get(proxy + "/archived/x").statusCode() != 404);
            for (int i = 0; i < CALLS; i++) {
                Http.get(proxy + "/archived/x");
            }
            sidecar.signal("TERM");
            sidecar.exitCode();
        }
        System.out.println("archive of classes: " + (Files.exists(file) ? file : "none, this Java makes none"));
    }

    /** What to start Java with for the jar. */
    public static List<String> options() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(file -> Files.exists(Path.of(file)))
                .map(file -> List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off"))
                .orElse(List.of());
    }

    private static List<String> learning(Path file, EmbeddedControlPlane controlPlane) {
        List<String> arguments = new ArrayList<>(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xlog:cds*=off"));
        arguments.addAll(List.of("-XX:ArchiveClassesAtExit=" + file, "-jar", Program.jar()));
        arguments.addAll(List.of("--proxy", "--proxy_port=0", "--admin_port=0", "--log_dir=stdout", "--register"));
        arguments.addAll(List.of("--service=archived", "--endpoint_host=127.0.0.1", "--endpoint_port=9"));
        arguments.addAll(List.of("--drain_delay=0s", "--registry_poll=1s", "--controller_poll=1s"));
        arguments.addAll(List.of("--registry_url=" + controlPlane.registry()));
        arguments.addAll(List.of("--controller_url=" + controlPlane.controller()));
        return arguments;
    }
}
