package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's wrk through the sidecar to Debian's nginx. */
@Tag("debian")
@Tag("load")
final class LoadIT {

    @Test
    void servesTenSecondsOfLoadWithoutAnError(@TempDir Path folder) throws Exception {
        int port = FreePort.find();
        Process nginx = nginx(folder, port);
        try (EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start()) {
            Http.post(controlPlane.registry() + "/api/v1/instances", """
                    {"service_name":"svc","ttl":600,"endpoint":{"type":"http","value":"127.0.0.1:%d"}}
                    """.formatted(port));
            try (Program gateway = gateway(controlPlane, folder)) {
                String proxy = "http://" + gateway.awaitLine("proxy=(\\S+)").group(1);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> Http.get(proxy + "/svc/1k").statusCode() == 200);

                String report = wrk(proxy + "/svc/1k");

                assertThat(report)
                        .contains("requests in")
                        .doesNotContain("Socket errors")
                        .doesNotContain("Non-2xx");
            }
        } finally {
            nginx.destroy();
            nginx.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Program gateway(EmbeddedControlPlane controlPlane, Path folder) {
        return Program.start(
                "--proxy",
                "--registry_url",
                controlPlane.registry(),
                "--controller_url",
                controlPlane.controller(),
                "--proxy_port",
                "0",
                "--admin_port",
                "0",
                "--log_dir",
                folder.resolve("log").toString());
    }

    private static Process nginx(Path folder, int port) throws IOException {
        Files.createDirectories(folder.resolve("www"));
        Files.writeString(folder.resolve("www/1k"), "x".repeat(1024));
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                user root; daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 1024; }
                http {
                  access_log off; keepalive_requests 1000000000;
                  client_body_temp_path %1$s/1; proxy_temp_path %1$s/2; fastcgi_temp_path %1$s/3;
                  uwsgi_temp_path %1$s/4; scgi_temp_path %1$s/5;
                  server { listen 127.0.0.1:%2$d; root %1$s/www; }
                }
                """.formatted(folder, port));
        return new ProcessBuilder("nginx", "-c", configuration.toString(), "-e", folder + "/error.log")
                .inheritIO()
                .start();
    }

    private static String wrk(String url) throws Exception {
        Process wrk = new ProcessBuilder(List.of("wrk", "-t1", "-c64", "-d10s", url))
                .redirectErrorStream(true)
                .start();
        String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(wrk.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return report;
    }
}
