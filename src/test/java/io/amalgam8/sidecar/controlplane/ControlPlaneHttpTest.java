package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.config.PortTakenException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two servers do beyond the recordings: tenants, tokens, bounds, callers at the same time. */
final class ControlPlaneHttpTest {

    private static final String INSTANCES = "/api/v1/instances";
    private static final String REVIEWS =
            "{\"service_name\":\"reviews\",\"endpoint\":{\"type\":\"http\",\"value\":\"10.0.0.1:80\"},\"ttl\":60}";
    private static final String RULE =
            "{\"rules\":[{\"destination\":\"reviews\",\"route\":{\"backends\":[{\"tags\":[\"v1\"]}]}}]}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void trustedTenantsNeverSeeEachOther() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start("--auth_mode", "trusted")) {
            HttpResponse<String> registered = send("blue", "POST", plane.registry() + INSTANCES, REVIEWS);
            assertThat(registered.statusCode()).isEqualTo(201);
            String self = registered.headers().firstValue("Location").orElseThrow();
            assertThat(send("green", "PUT", self + "/heartbeat", "").statusCode())
                    .isEqualTo(410);
            assertThat(send("green", "DELETE", self, "").statusCode()).isEqualTo(410);
            assertThat(send("green", "GET", plane.registry() + INSTANCES, "").body())
                    .isEqualTo("{\"instances\":[]}");
            assertThat(send("blue", "PUT", self + "/heartbeat", "").statusCode())
                    .isEqualTo(200);

            String rules = plane.controller() + "/v1/rules";
            assertThat(send("blue", "POST", rules, RULE).statusCode()).isEqualTo(201);
            assertThat(send("green", "DELETE", rules, "").statusCode()).isEqualTo(200);
            assertThat(send("green", "GET", rules, "").body()).isEqualTo("{\"rules\":[],\"revision\":1}");
            assertThat(send("blue", "GET", rules, "").body()).contains("\"v1\"").contains("\"revision\":1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/rules/routes/..", "/v1/rules/actions/../", "/v1/rules/routes/%2e%2E", "/v1/rules/x/../"})
    void dotsLeadToNoOtherRulesThanThoseOfOneService(String path) throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start("--auth_mode", "trusted")) {
            String rules = plane.controller() + "/v1/rules";
            assertThat(send("blue", "POST", rules, RULE).statusCode()).isEqualTo(201);
            assertThat(send("blue", "DELETE", plane.controller() + path, "").statusCode())
                    .isEqualTo(404);
            assertThat(send("blue", "GET", rules, "").body()).contains("\"v1\"");
        }
    }

    @Test
    void whoIsUnknownIsToldSoBeforeAnythingOfTheBodyIsRead() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start("--auth_mode", "trusted")) {
            HttpResponse<String> registry = send("", "POST", plane.registry() + INSTANCES, "{nope");
            assertThat(registry.statusCode()).isEqualTo(401);
            assertThat(registry.body()).isEqualTo("{\"Error\":\"Missing request Authorization header\"}");
            HttpResponse<String> controller = send("", "POST", plane.controller() + "/v1/rules", "{nope");
            assertThat(controller.statusCode()).isEqualTo(401);
            assertThat(controller.body())
                    .isEqualTo("{\"error\":\"error_auth_header_missing\","
                            + "\"description\":\"Missing request Authorization header\"}");
            assertThat(send("", "GET", plane.registry() + "/", "").statusCode()).isEqualTo(200);
            assertThat(send("", "GET", plane.registry() + "/uptime", "").statusCode())
                    .isEqualTo(200);
            assertThat(send("", "GET", plane.controller() + "/health", "").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokensClaimIsTheTenantUntilItExpires(@TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "a key that both sides know\n");
        // HS256 of {"namespace":"blue","exp":1795340000}, by another program.
        String token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJuYW1lc3BhY2UiOiJibHVlIiwiZXhwIjoxNzk1MzQwMDAwfQ."
                + "d34dKSdN1-1LqFdLpLjCjKtkExIyKx_NjP3lQO3x01s";
        try (EmbeddedControlPlane plane =
                EmbeddedControlPlane.start("--auth_mode", "jwt", "--jwt_secret_file", key.toString())) {
            assertThat(send(token, "POST", plane.registry() + INSTANCES, REVIEWS)
                            .statusCode())
                    .isEqualTo(201);
            assertThat(send(token, "GET", plane.controller() + "/v1/rules", "").statusCode())
                    .isEqualTo(200);
            assertThat(send("default", "GET", plane.registry() + INSTANCES, "").statusCode())
                    .isEqualTo(401);
            plane.advance(Duration.ofDays(1));
            assertThat(send(token, "GET", plane.registry() + INSTANCES, "").body())
                    .isEqualTo("{\"Error\":\"Authorization failure, invalid token\"}");
        }
    }

    @Test
    void callersAtTheSameTimeReplaceARouteWhole() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            String path = plane.controller() + "/v1/rules/routes/reviews";
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String backend =
                        "{\"destination\":\"reviews\",\"route\":{\"backends\":[{\"tags\":[\"caller" + i + "\"]}]}}";
                calls.add(client.sendAsync(
                        request("", "PUT", path, "{\"rules\":[" + backend + "," + backend + "]}"),
                        BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                assertThat(call.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            }
            String rules = send("", "GET", path, "").body();
            assertThat(rules).contains("\"revision\":40");
            List<String> winners = Pattern.compile("caller\\d+")
                    .matcher(rules)
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(winners).hasSize(2).containsOnly(winners.get(0));
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedInEachServersOwnWords() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            // One caller has sent all of it, the other only says how much it will be.
            String head = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 8388609\r\n\r\n";
            assertThat(raw(plane.registry(), "POST " + INSTANCES + " HTTP/1.1\r\n" + head + " ".repeat(8_388_609)))
                    .startsWith("HTTP/1.1 413 ")
                    .endsWith("{\"Error\":\"Request body exceeds 8388608 bytes\"}");
            assertThat(raw(plane.controller(), "POST /v1/rules HTTP/1.1\r\n" + head))
                    .startsWith("HTTP/1.1 413 ")
                    .endsWith("{\"error\":\"error_body_too_large\","
                            + "\"description\":\"Request body exceeds 8388608 bytes\"}");
            assertThat(send("", "GET", plane.registry() + "/", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aChunkedBodyNeedsItsContentTypeToo() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            assertThat(raw(
                            plane.registry(),
                            "POST " + INSTANCES + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                    + "Connection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 415 ");
        }
    }

    @Test
    void aCallerWithoutHostIsGivenTheAddressThatItReached() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            assertThat(raw(
                            plane.registry(),
                            "POST " + INSTANCES + " HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
                                    + REVIEWS.length() + "\r\n\r\n" + REVIEWS))
                    .contains("Location: " + plane.registry() + INSTANCES + "/");
        }
    }

    @Test
    void manyRulesAreDeletedByOneCall() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            String rule = RULE.substring(RULE.indexOf('[') + 1, RULE.lastIndexOf(']'));
            String rules = plane.controller() + "/v1/rules";
            String ids = send("", "POST", rules, "{\"rules\":[" + (rule + ",").repeat(299) + rule + "]}")
                    .body();
            String query =
                    ids.replaceAll("[^0-9a-f,-]", "").replaceFirst("^d", "").replace(",", "&id=");
            assertThat(send("", "DELETE", rules + "?id=" + query, "").statusCode())
                    .isEqualTo(200);
            assertThat(send("", "GET", rules, "").body()).isEqualTo("{\"rules\":[],\"revision\":2}");
        }
    }

    @Test
    void aRequestIdThatIsNoneIsReplaced() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(plane.controller() + "/health"))
                    .header("A8-Request-Id", "a b")
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).headers().firstValue("A8-Request-Id"))
                    .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f-]{36}"));
        }
    }

    @Test
    void aBadEscapeIsABadRequest() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            assertThat(raw(
                            plane.registry(),
                            "GET " + INSTANCES + "?tags=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("{\"Error\":\"Bad request\"}");
        }
    }

    @Test
    void servicesAndDestinationsAreNamedWithAnyCharacter() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            send("", "POST", plane.registry() + INSTANCES, REVIEWS.replace("reviews", "a.b/ü"));
            assertThat(send("", "GET", plane.registry() + "/api/v1/services/a.b%2F%C3%BC", "")
                            .body())
                    .startsWith("{\"service_name\":\"a.b/ü\",\"instances\":[{");
            send("", "POST", plane.controller() + "/v1/rules", RULE.replace("reviews", "a.b"));
            assertThat(send("", "GET", plane.controller() + "/v1/rules/routes/a.b", "")
                            .body())
                    .contains("\"destination\":\"a.b\"");
        }
    }

    @Test
    void metadataIsKeptAsItWasGiven() throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start()) {
            String metadata = "{\"n\":1.50,\"e\":[null,true,12345678901234567890],\"s\":\"\\\"\"}";
            send(
                    "",
                    "POST",
                    plane.registry() + INSTANCES,
                    REVIEWS.replace("\"ttl\"", "\"metadata\": " + metadata + ", \"ttl\""));
            assertThat(send("", "GET", plane.registry() + INSTANCES, "").body()).contains("\"metadata\":" + metadata);
        }
    }

    @ParameterizedTest
    @CsvSource({"union, 128, 201", "union, 129, 400", "0.3, 64, 201", "0.3, 65, 400"})
    void anEndpointsValueIsAsLongAsTheDialectAllows(String dialect, int length, int status) throws Exception {
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start("--dialect", dialect)) {
            String body = REVIEWS.replace("10.0.0.1:80", "h".repeat(length));
            assertThat(send("", "POST", plane.registry() + INSTANCES, body).statusCode())
                    .isEqualTo(status);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThatThrownBy(() -> vertx.deployVerticle(
                                    new RegistryVerticle(EmbeddedControlPlane.options("--registry_port", port)))
                            .await(30, TimeUnit.SECONDS))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("registry port: 127.0.0.1:" + port + " is taken")
                    .hasMessageContaining("--registry_port");
            assertThatThrownBy(() -> vertx.deployVerticle(
                                    new ControllerVerticle(EmbeddedControlPlane.options("--controller_port", port)))
                            .await(30, TimeUnit.SECONDS))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("controller port: 127.0.0.1:" + port + " is taken")
                    .hasMessageContaining("--controller_port");
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }

    private HttpResponse<String> send(String token, String method, String uri, String body) throws Exception {
        return client.send(request(token, method, uri, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(String token, String method, String uri, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(30));
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    /** What the server answers to these bytes until it closes the connection. */
    private static String raw(String server, String bytes) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(server).getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
