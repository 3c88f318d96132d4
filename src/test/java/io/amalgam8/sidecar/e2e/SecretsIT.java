package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A canary in every place where a secret comes in: no place where the sidecar says, writes or hands on anything sings of
 * it.
 */
final class SecretsIT {

    private static final String CANARY = "CANARY-51f3";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] SECRETS = {
        "Authorization", "Bearer " + CANARY, "Cookie", "session=" + CANARY, "Proxy-Authorization", "Basic " + CANARY
    };

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer application = FakeServer.start(vertx);
    private final Map<String, String> said = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void noTokenAndNoCookieAppearsAnywhere() throws IOException {
        application.always(response -> response.putHeader("Set-Cookie", "session=" + CANARY)
                .putHeader("Content-Type", "application/json")
                .end("{}"));
        // The token names the tenant, so that it is one which both servers take.
        try (Program controlPlane = Program.start(
                        "control-plane", "--registry_port", "0", "--controller_port", "0", "--auth_mode", "trusted");
                Program sidecar = start(controlPlane)) {
            String proxy = "http://" + sidecar.awaitLine("proxy=(\\S+)").group(1);
            String admin = "http://" + sidecar.awaitLine("admin=(\\S+)").group(1);
            assertThat(Http.post(admin + "/loglevel", "{\"level\":\"debug\"}").statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> Http.get(admin + "/services").body().contains("\"healthy\":1"));

            call(proxy, "/shop/x", 200);
            call(proxy, "/nowhere", 404);
            sayRaw("malformed target", proxy, "GET /%zz HTTP/1.1\r\nHost: a\r\nCookie: " + CANARY + "\r\n\r\n");
            sayRaw(
                    "malformed request",
                    proxy,
                    "GET /shop/x HTTP/1.1\r\nHost: a\r\nHost: b\r\nCookie: " + CANARY + "\r\n\r\n");
            sayRaw("malformed line", proxy, "GET /shop/x HTTP/1.1\r\nHost: a\r\nCookie " + CANARY + "\r\n\r\n");
            controlPlane.signal("TERM");
            controlPlane.exitCode();
            await().atMost(PATIENCE)
                    .until(() -> Http.get(admin + "/readyz").body().contains("degraded"));
            application.close();
            call(proxy, "/shop/x", 503);

            askEverything(admin);
            lookAtProcesses(sidecar);
            explain(admin);
            sidecar.signal("TERM");
            sidecar.exitCode();
            said.put("output", sidecar.output());
        }
        lookAtFiles();

        assertThat(said.get("output")).contains("shop").contains("A8_SUPERVISED_BY");
        assertThat(said).hasSizeGreaterThan(25);
        said.forEach((place, text) -> assertThat(text).as(place).doesNotContain(CANARY));
    }

    private Program start(Program controlPlane) throws IOException {
        Matcher servers = controlPlane.awaitLine("registry=(\\S+) controller=(\\S+)");
        Path token = Files.writeString(folder.resolve("token"), CANARY + "\n");
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Path configuration = Files.writeString(folder.resolve("a8.yaml"), """
                commands:
                  - {cmd: [sh, -c, "sleep 1000"], env: [PASSWORD=secret-of-the-operators]}
                """);
        return Program.start(
                Map.of("A8_REGISTRY_TOKEN", CANARY, "A8_CONTROLLER_TOKEN_FILE", token.toString()),
                "--register",
                "--proxy",
                "--config=" + configuration,
                "--service=shop:v1",
                "--endpoint_host=127.0.0.1",
                "--endpoint_port=" + application.port(),
                "--proxy_port=0",
                "--admin_port=0",
                "--registry_url=http://" + servers.group(1),
                "--registry_poll=100ms",
                "--controller_url=http://" + servers.group(2),
                "--controller_poll=100ms",
                "--state_file=" + folder.resolve("state.json"),
                "--log_dir=" + logs,
                "sh",
                "-c",
                "env; exec sleep 1000");
    }

    /** What the instance answers is the caller's to hear; what the proxy answers itself is looked at. */
    private void call(String proxy, String path, int status) {
        var answer = Http.get(proxy + path, SECRETS);
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        if (status != 200) {
            said.put(status + " to " + path, answer.headers().map() + answer.body());
        }
    }

    private void askEverything(String admin) {
        JsonObject index = new JsonObject(Http.get(admin + "/").body());
        for (Object path : index.getJsonArray("endpoints")) {
            if (path.equals("/events")) {
                sayRaw("/events", admin, "GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: " + CANARY + "\r\n\r\n");
                continue;
            }
            var answer = Http.get(admin + path, SECRETS);
            said.put("GET " + path, answer.headers().map() + answer.body());
            var verbose = Http.get(admin + path + "?verbose&limit=1000&token=" + CANARY, SECRETS);
            said.put("GET " + path + " verbose", verbose.headers().map() + verbose.body());
        }
        assertThat(said.get("GET /config"))
                .contains("\\\"***\\\"", "PASSWORD=***")
                .doesNotContain("secret-of-the-operators");
        JsonArray changes = index.getJsonArray("changes");
        assertThat(changes).contains("POST /loglevel");
        var refused = Http.post(admin + "/loglevel", "{\"level\":{\"token\":\"" + CANARY + "\"}}");
        said.put("refused level", refused.statusCode() + refused.body());
        var malformed = Http.post(admin + "/loglevel", "{\"" + CANARY);
        said.put("malformed level", malformed.statusCode() + malformed.body());
    }

    /** What a visitor asks about is not repeated, either. */
    private void explain(String admin) {
        String question =
                "/explain?path=/shop/x&header=Cookie:+session%3D" + CANARY + "&header=Authorization:+" + CANARY;
        said.put("explain", Http.get(admin + question).body());
        said.put(
                "odd explain",
                Http.get(admin + "/explain?path=/shop/x&header=" + CANARY).body());
        assertThat(said.get("explain")).contains("\"service\":\"shop\"");
    }

    private void lookAtProcesses(Program sidecar) {
        List<ProcessHandle> below = sidecar.handle().descendants().toList();
        assertThat(below).as("what it runs").isNotEmpty();
        for (ProcessHandle process : below) {
            said.put("environment of " + process.pid(), proc(process, "environ"));
            said.put("command line of " + process.pid(), proc(process, "cmdline"));
        }
        said.put("own command line", proc(sidecar.handle(), "cmdline"));
        assertThat(said.get("own command line")).contains("--register");
        assertThat(below)
                .anySatisfy(process ->
                        assertThat(said.get("environment of " + process.pid())).contains("A8_SUPERVISED_BY"));
    }

    /** Empty for a process that has just ended. */
    private static String proc(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private void lookAtFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("token")) {
                    said.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertThat(said.keySet()).anyMatch(place -> place.endsWith("a8_access.log"));
        assertThat(said.keySet()).anyMatch(place -> place.endsWith("state.json"));
    }

    /** Says it byte for byte, and takes down the beginning of the answer. */
    private void sayRaw(String place, String server, String request) {
        int port = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream answer = socket.getInputStream();
            byte[] beginning = new byte[64 * 1024];
            int length = answer.read(beginning);
            said.put(place, new String(beginning, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(place, e);
        }
        assertThat(said.get(place)).as(place).startsWith("HTTP/1.1 ");
    }
}
