package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.EmbeddedControlPlane;
import io.amalgam8.sidecar.testing.FreePort;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gRPC project's own interoperability client, through the sidecar, to its server: each in its own JVM. */
@Tag("debian")
final class GrpcInteropIT {

    private static final String PACKAGE = "io.grpc.testing.integration.";
    private static final String SERVICE = "grpc.testing.TestService";

    private static EmbeddedControlPlane controlPlane;
    private static Program server;
    private static Program gateway;
    private static String proxyPort;

    @BeforeAll
    static void start(@TempDir Path folder) {
        int port = FreePort.find();
        server = interop("TestServiceServer", "--port=" + port, "--use_tls=false");
        server.awaitLine("Server started on port");
        controlPlane = EmbeddedControlPlane.start();
        register(SERVICE, port);
        register("interop", port);
        gateway = Program.start(
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
        String proxy = gateway.awaitLine("proxy=(\\S+)").group(1);
        proxyPort = proxy.substring(proxy.lastIndexOf(':') + 1);
        // 404 as long as the service is not known.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Http.get("http://" + proxy + "/" + SERVICE + "/x").statusCode() != 503);
    }

    @AfterAll
    static void end() {
        gateway.close();
        controlPlane.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empty_unary",
                "large_unary",
                "client_streaming",
                "server_streaming",
                "ping_pong",
                "empty_stream",
                "custom_metadata",
                "status_code_and_message",
                "special_status_message",
                "unimplemented_method",
                "cancel_after_begin",
                "cancel_after_first_response",
                "timeout_on_sleeping_server"
            })
    void passes(String testCase) {
        assertPasses("--test_case=" + testCase);
    }

    @Test
    void passesWhenTheAuthorityNamesTheService() {
        assertPasses("--test_case=large_unary", "--server_host_override=interop");
    }

    private static void assertPasses(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("--server_host=127.0.0.1", "--server_port=" + proxyPort, "--use_tls=false"));
        arguments.addAll(List.of(options));
        try (Program client = interop("TestServiceClient", arguments.toArray(String[]::new))) {
            assertThat(client.exitCode()).as(client.output()).isZero();
        }
    }

    private static Program interop(String program, String... options) {
        String folder = System.getProperty("grpc.interop", "target/grpc-interop");
        List<String> arguments = new ArrayList<>(List.of("-cp", folder + "/*", PACKAGE + program));
        arguments.addAll(List.of(options));
        return Program.java(Map.of(), arguments);
    }

    private static void register(String service, int port) {
        Http.post(controlPlane.registry() + "/api/v1/instances", """
                {"service_name":"%s","ttl":600,"endpoint":{"type":"http","value":"127.0.0.1:%d"},
                 "metadata":{"protocol":"h2c"}}
                """.formatted(service, port));
    }
}
