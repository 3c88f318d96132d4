package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.bus.Drain;
import io.amalgam8.sidecar.bus.ReopenLogs;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.config.SettingInForce;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Published;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OrdersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningAdmin admin = RunningAdmin.start(plain -> plain.showing(() -> List.of(
            new SettingInForce("log_level", Optional.of("info"), "default"),
            new SettingInForce("registry.token", Optional.of("\"***\""), "A8_REGISTRY_TOKEN"),
            new SettingInForce("state_file", Optional.empty(), "not set"))));

    private final Published<Drain> drains = Published.on(admin.vertx(), Topics.DRAIN);
    private final Published<ReopenLogs> reopenings = Published.on(admin.vertx(), Topics.REOPEN_LOGS);
    private final Published<LogLevel> levels = Published.on(admin.vertx(), Topics.LOG_LEVEL);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void drainsWhenToldTo() {
        HttpResponse<Buffer> response = admin.post("/drain");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.bodyAsJsonObject()).isEqualTo(new JsonObject("{\"status\":\"draining\"}"));
        await().atMost(PATIENCE).until(() -> drains.all().size() == 1);
    }

    @Test
    void reopensTheLogsWhenToldTo() {
        assertThat(admin.post("/reopen_logs", new JsonObject()).statusCode()).isEqualTo(202);

        await().atMost(PATIENCE).until(() -> reopenings.all().size() == 1);
    }

    @Test
    void changesTheLogLevelByBodyOrQuery() {
        HttpResponse<Buffer> byBody = admin.post("/loglevel", new JsonObject("{\"level\":\"debug\"}"));
        HttpResponse<Buffer> byQuery = admin.post("/loglevel?level=WARN");

        assertThat(byBody.statusCode()).isEqualTo(200);
        assertThat(byBody.bodyAsJsonObject()).isEqualTo(new JsonObject("{\"level\":\"debug\"}"));
        assertThat(byQuery.bodyAsJsonObject()).isEqualTo(new JsonObject("{\"level\":\"warn\"}"));
        await().atMost(PATIENCE).until(() -> levels.all().equals(List.of(LogLevel.DEBUG, LogLevel.WARN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fatal", "panic", "Error"})
    void takesTheLevelsThatTheConfigurationTakes(String level) {
        assertThat(admin.post("/loglevel?level=" + level).bodyAsJsonObject())
                .isEqualTo(new JsonObject("{\"level\":\"error\"}"));
    }

    @Test
    void showsTheSettingsAndWhatWasAskedForSince() {
        JsonObject before = admin.get("/config").bodyAsJsonObject();
        admin.post("/loglevel?level=debug");

        assertThat(before).isEqualTo(new JsonObject("""
                {"items":[{"name":"log_level","value":"info","origin":"default"},
                          {"name":"registry.token","value":"\\"***\\"","origin":"A8_REGISTRY_TOKEN"},
                          {"name":"state_file","value":null,"origin":"not set"}]}"""));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/config")
                        .bodyAsString()
                        .contains("{\"name\":\"log_level\",\"value\":\"debug\",\"origin\":\"POST /loglevel\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"level\":7}", "{\"level\":\"loud\"}", "{", "[]", "null"})
    void refusesALevelThatIsNone(String body) {
        HttpResponse<Buffer> response = Await.result(admin.request(HttpMethod.POST, "/loglevel")
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.bodyAsJsonObject().getString("reason"))
                .contains("debug, info, warn, error, fatal or panic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/drain", "/loglevel?level=debug", "/reopen_logs"})
    void changesNothingWithoutAPost(String path) {
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS")) {
            HttpResponse<Buffer> response =
                    Await.result(admin.request(HttpMethod.valueOf(method), path).send());
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.getHeader("Allow")).isEqualTo("POST");
        }
        toldNobodyAnything();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type,   text/plain,                         415",
        "Content-Type,   application/x-www-form-urlencoded,  415",
        "Content-Type,   multipart/form-data; boundary=x,    415",
        "Content-Type,   application/jsonp,                  415",
        "Origin,         https://evil.example,               403",
        "Origin,         null,                               403",
        "Sec-Fetch-Site, cross-site,                         403",
        "Host,           evil.example,                       421"
    })
    void obeysNoOtherSitesPage(String header, String value, int status) {
        for (String path : List.of("/drain", "/loglevel?level=debug", "/reopen_logs")) {
            HttpResponse<Buffer> response = Await.result(admin.request(HttpMethod.POST, path)
                    .putHeader(header, value)
                    .send());
            assertThat(response.statusCode()).as(path).isEqualTo(status);
            assertThat(response.bodyAsJsonObject().getString("reason")).isNotEmpty();
        }
        toldNobodyAnything();
    }

    @Test
    void refusesABodyOfNoType() {
        HttpResponse<Buffer> response =
                Await.result(admin.request(HttpMethod.POST, "/drain").sendBuffer(Buffer.buffer("x")));

        assertThat(response.statusCode()).isEqualTo(415);
        toldNobodyAnything();
    }

    @Test
    void refusesABodyThatIsTooLong() {
        HttpResponse<Buffer> response = Await.result(admin.request(HttpMethod.POST, "/loglevel")
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .sendBuffer(Buffer.buffer(new byte[65 * 1024])));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.bodyAsJsonObject().getString("error")).isEqualTo("content_too_large");
        assertThat(response.bodyAsJsonObject().getString("reason")).contains("at most 65536 bytes");
        toldNobodyAnything();
    }

    /** What is published reaches the test before what is published later. */
    private void toldNobodyAnything() {
        admin.post("/loglevel?level=error");
        await().atMost(PATIENCE).until(() -> levels.all().contains(LogLevel.ERROR));
        assertThat(levels.all()).containsExactly(LogLevel.ERROR);
        admin.post("/reopen_logs");
        await().atMost(PATIENCE).until(() -> !reopenings.all().isEmpty());
        assertThat(reopenings.all()).hasSize(1);
        admin.post("/drain");
        await().atMost(PATIENCE).until(() -> !drains.all().isEmpty());
        assertThat(drains.all()).hasSize(1);
    }
}
