package io.amalgam8.sidecar.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.controlplane.EmbeddedControlPlane;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The embedded registry answers every recorded exchange as the original did. */
final class RegistryContractTest {

    private static final String RECORDED = "http://127.0.0.1:31300";
    private static final int EXCHANGES = 97;

    /** What differs from the original, by exchange, and why; what we answer instead is asserted in {@link #checkExempt}. */
    private static final Map<String, String> EXEMPT = Map.of(
            "1 uptime", "the properties describe the process: ours has no Go version, build date or load averages");

    /** How long the recording waited before an exchange. */
    private static final Map<String, Duration> PAUSES = Map.of(
            "91 ttl: heartbeat at 1.4s", Duration.ofMillis(1400),
            "92 ttl: still there 2.8s", Duration.ofMillis(1400),
            "93 ttl: gone at 4.0s", Duration.ofMillis(1200));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private EmbeddedControlPlane plane;

    @BeforeEach
    void start() throws Exception {
        plane = EmbeddedControlPlane.start("--min_ttl", "1s");
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @TestFactory
    Stream<DynamicTest> answersEveryRecordedExchangeAsTheOriginal() {
        return Recording.all("registry-v030.json").stream()
                .map(recording -> DynamicTest.dynamicTest(recording.title(), () -> replay(recording)));
    }

    @Test
    void theRecordingIsWhole() {
        assertThat(Recording.all("registry-v030.json"))
                .hasSize(EXCHANGES)
                .extracting(Recording::title)
                .containsAll(EXEMPT.keySet())
                .containsAll(PAUSES.keySet());
    }

    private void replay(Recording recording) throws Exception {
        plane.advance(PAUSES.getOrDefault(recording.title(), Duration.ZERO));
        HttpResponse<byte[]> response = recording.replay(client, plane.registry(), Map.of());
        assertThat(response.statusCode()).isEqualTo(recording.status());
        checkHeaders(recording, response);
        if (EXEMPT.containsKey(recording.title())) {
            checkExempt(response);
            return;
        }
        String recorded = recording.answer().replace(RECORDED, plane.registry());
        if (recording.status() >= 400 || recorded.isEmpty()) {
            assertThat(text(response)).isEqualTo(recorded);
        } else if (recording.headers().containsKey("Content-Encoding")) {
            // The recording does not hold what was in the gzip: it is what the same call without it answers.
            HttpResponse<byte[]> plain = new Recording(0, "", "GET", recording.path(), Map.of(), "", 200, Map.of(), "")
                    .replay(client, plane.registry(), Map.of());
            assertThat(unzipped(response)).isEqualTo(text(plain)).contains("\"service_name\":\"mongo\"");
        } else {
            assertThat(comparable(Recording.json(text(response)))).isEqualTo(comparable(Recording.json(recorded)));
        }
    }

    private void checkHeaders(Recording recording, HttpResponse<byte[]> response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
        assertThat(headers.keySet())
                .isEqualTo(caseInsensitive(recording.headers().keySet()));
        for (String name : Set.of("Content-Type", "Vary", "Content-Encoding", "Location")) {
            if (recording.headers().containsKey(name)) {
                String recorded = recording.headers().get(name).replace(RECORDED, plane.registry());
                assertThat(headers).containsEntry(name, recorded);
            }
        }
        if (recording.status() >= 400) {
            assertThat(headers)
                    .containsEntry("Content-Length", recording.headers().get("Content-Length"));
        }
    }

    private static void checkExempt(HttpResponse<byte[]> response) {
        JsonNode uptime = Recording.json(text(response)).path("UPTIME");
        assertThat(uptime.path("healthy").asBoolean()).isTrue();
        assertThat(uptime.path("properties").path("uptime").asText()).isEqualTo("3600.000000000s");
        assertThat(uptime.path("properties").path("build_version").asText()).isNotEmpty();
    }

    /** Lists as sets, for the original's order is random; the time of a heartbeat only as being one. */
    private static Object comparable(JsonNode answer) {
        if (answer.has("instances")) {
            Map<String, JsonNode> byId = new TreeMap<>();
            for (JsonNode instance : answer.path("instances")) {
                ObjectNode copy = instance.deepCopy();
                if (copy.has("last_heartbeat")) {
                    assertThat(Instant.parse(copy.path("last_heartbeat").asText()))
                            .isAfter(Instant.EPOCH);
                    copy.put("last_heartbeat", "some time");
                }
                byId.put(instance.path("id").asText(), copy);
            }
            assertThat(byId).hasSize(answer.path("instances").size());
            return Map.of("name", answer.path("service_name"), "instances", byId);
        }
        if (answer.has("services")) {
            Set<String> names = new TreeSet<>();
            answer.path("services").forEach(name -> names.add(name.asText()));
            return names;
        }
        return answer;
    }

    private static Set<String> caseInsensitive(Set<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String unzipped(HttpResponse<byte[]> response) throws Exception {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
