package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Vert.x launcher with a configuration starts what the jar starts. */
final class LauncherIT {

    @Test
    void startsTheSameSidecarAsTheJar(@TempDir Path folder) throws Exception {
        try (EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start()) {
            Path configuration = Files.writeString(
                    folder.resolve("c.json"), """
                    {"register": true, "proxy": true,
                     "service": {"name": "launched", "tags": ["v1"]},
                     "endpoint": {"host": "127.0.0.1", "port": 9},
                     "registry": {"url": "%s"}, "controller": {"url": "%s"},
                     "proxy_config": {"http_listener_port": 0, "admin_port": 0, "logging_dir": "stdout"},
                     "app": ["sh", "-c", "echo up; trap 'exit 5' TERM; while :; do sleep 0.1; done"]}
                    """.formatted(controlPlane.registry(), controlPlane.controller()));
            try (Program sidecar = launch(configuration.toString())) {
                String admin = sidecar.awaitLine("admin=(\\S+)").group(1);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> controlPlane.instancesOf("launched").contains("\"v1\""));
                assertThat(Http.get("http://" + admin + "/readyz").statusCode()).isEqualTo(200);

                sidecar.signal("TERM");

                assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(5);
                assertThat(controlPlane.instancesOf("launched")).isEqualTo("{\"instances\":[]}");
            }
        }
    }

    @Test
    void endsWith2ForABadConfiguration() {
        try (Program sidecar = launch("{\"proxy\": true, \"bogus\": 1}")) {
            assertThat(sidecar.exitCode()).as(sidecar.output()).isEqualTo(2);
            assertThat(sidecar.output()).contains("bogus").contains("Registry URL is empty");
        }
    }

    private static Program launch(String configuration) {
        return Program.java(
                Map.of(),
                List.of(
                        "-cp",
                        Program.jar(),
                        "io.vertx.launcher.application.VertxApplication",
                        "io.amalgam8.sidecar.MainVerticle",
                        "-conf",
                        configuration));
    }
}
