package io.amalgam8.sidecar.contract;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.controlplane.EmbeddedControlPlane;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The embedded controller answers every recorded exchange as the original did, save the named exemptions. */
final class ControllerContractTest {

    private static final int EXCHANGES = 129;
    private static final String ANY_ID = "[0-9a-f-]{36}";

    /** Why an exchange is answered otherwise by ours, and what: a status, and what its body contains. */
    private record Exemption(String reason, int status, String contains, int changes) {

        /** Refused by both; ours says why, with 400 in place of 500. */
        static Exemption explained(String problem) {
            return new Exemption("an invalid rule is 400 with a reason, not a bare 500", 400, problem, 0);
        }

        /** Taken by the original, refused by ours. */
        static Exemption nowRefused(String reason, String problem) {
            return new Exemption(reason, 400, problem, -1);
        }

        /** Refused by the original, taken by ours. */
        static Exemption nowTaken(String reason) {
            return new Exemption(reason, 201, "{\"ids\":[\"", 1);
        }
    }

    /** Of both dialects: the revision counts every change. */
    private static final Map<String, Exemption> EXEMPT_ALWAYS =
            Map.of("27 update ok", new Exemption("PUT /v1/rules raises the revision; 0.3.0 forgot to", 200, "", 1));

    private static final Map<String, Exemption> EXEMPT_IN_UNION = Map.ofEntries(
            entry("33 update invalid rule", Exemption.explained("route, actions: neither (expected: exactly one)")),
            entry(
                    "41 schema: no destination",
                    Exemption.nowRefused(
                            "a rule without a destination is about nothing",
                            "destination: \\\"\\\" (expected: a non-empty string)")),
            entry(
                    "42 schema: both route and actions",
                    Exemption.explained("route, actions: both (expected: exactly one)")),
            entry("43 schema: neither", Exemption.explained("rules[0] (destination x): route, actions: neither")),
            entry("44 schema: backend no tags", Exemption.nowTaken("a backend without tags is every instance")),
            entry("45 schema: backend empty tags", Exemption.nowTaken("an empty list of tags is none")),
            entry(
                    "46 schema: backend dup tags",
                    Exemption.explained("route.backends[0].tags: [\\\"a\\\",\\\"a\\\"] (expected: each tag once)")),
            entry(
                    "47 schema: weight 0",
                    Exemption.explained("route.backends[0].weight: 0 (expected: a number above 0, at most 1)")),
            entry("48 schema: weight 1.1", Exemption.explained("route.backends[0].weight: 1.1 (expected")),
            entry(
                    "49 schema: weight sum>1 (accepted?)",
                    Exemption.nowRefused(
                            "shares above the whole cannot be meant",
                            "route.backends: weights that sum to 1.8 (expected: at most 1)")),
            entry(
                    "50 schema: empty backends",
                    Exemption.explained("route.backends: [] (expected: a list that is not empty)")),
            entry("51 schema: host in backend", Exemption.nowTaken("host: the Host header to send")),
            entry(
                    "52 schema: uri in backend",
                    Exemption.explained("route.backends[0].uri: unknown (expected: name, tags,")),
            entry(
                    "53 schema: timeout 0",
                    Exemption.explained("route.backends[0].timeout: 0 (expected: a number above 0)")),
            entry(
                    "54 schema: retries 0",
                    Exemption.explained("route.backends[0].retries: 0 (expected: an integer, 1 or more)")),
            entry(
                    "56 schema: empty match",
                    Exemption.explained("match: {} (expected: an object of source, headers, all, any, none)")),
            entry(
                    "57 schema: match source no name",
                    Exemption.explained("match.source.name: missing (expected: a string)")),
            entry(
                    "58 schema: match source empty tags",
                    Exemption.explained("match.source.tags: [] (expected: a list that is not empty)")),
            entry(
                    "59 schema: match headers empty",
                    Exemption.explained("match.headers: {} (expected: an object that is not empty)")),
            entry("60 schema: match header number", Exemption.explained("match.headers.A: 1 (expected: a string)")),
            entry(
                    "61 schema: match unknown field",
                    Exemption.explained("match.method: unknown (expected: source, headers, all, any, none)")),
            entry(
                    "63 schema: match all empty",
                    Exemption.explained("match.all: [] (expected: a list that is not empty)")),
            entry(
                    "69 schema: delay no duration",
                    Exemption.explained("actions[0].duration: missing (expected: a number above 0)")),
            entry("70 schema: delay 0", Exemption.explained("actions[0].duration: 0 (expected: a number above 0)")),
            entry(
                    "72 schema: prob 0",
                    Exemption.explained("actions[0].probability: 0 (expected: a number above 0, at most 1)")),
            entry("73 schema: prob 1.5", Exemption.explained("actions[0].probability: 1.5 (expected")),
            entry(
                    "74 schema: abort no code",
                    Exemption.explained("actions[0].return_code: missing (expected: an integer, -5 to 599)")),
            entry("77 schema: abort -6", Exemption.explained("actions[0].return_code: -6 (expected")),
            entry("79 schema: abort 600", Exemption.explained("actions[0].return_code: 600 (expected")),
            entry(
                    "80 schema: abort float",
                    Exemption.nowRefused(
                            "there is no status 503.5",
                            "actions[0].return_code: 503.5 (expected: an integer, -5 to 599)")),
            entry(
                    "82 schema: trace with probability",
                    Exemption.explained(
                            "actions[0].probability: unknown (expected: action, log_key, log_value, tags)")),
            entry(
                    "83 schema: unknown action",
                    Exemption.explained("actions[0].action: \\\"modify\\\" (expected: delay, abort or trace)")),
            entry("84 schema: empty actions", Exemption.explained("actions: [] (expected: a list that is not empty)")),
            entry("85 schema: match uri (v1?)", Exemption.explained("match.uri: unknown (expected")),
            entry(
                    "86 schema: route http_req_timeout (v1?)",
                    Exemption.nowTaken("http_req_timeout and http_req_retries are 1.1.0's")),
            entry("87 schema: backend lb_type (v1?)", Exemption.nowTaken("lb_type is 1.1.0's")),
            entry("88 schema: backend resilience (v1?)", Exemption.nowTaken("resilience is 1.1.0's")),
            entry(
                    "89 schema: one bad of two (atomic?)",
                    Exemption.explained("rules[1] (destination x): route, actions: neither")),
            entry(
                    "102 PUT routes invalid",
                    Exemption.explained("rules[0] (destination reviews): route, actions: neither")),
            entry(
                    "115 list",
                    new Exemption("the rule without a destination was refused", 200, "\"destination\":\"nopri\"", 0)));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Map<String, Exemption> exempt = new TreeMap<>(EXEMPT_ALWAYS);
    private final Deque<EmbeddedControlPlane> open = new ArrayDeque<>();
    private long changes;

    @AfterEach
    void stop() {
        for (EmbeddedControlPlane plane : open) {
            plane.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> answersEveryRecordedExchangeAsTheOriginalButForTheFixes() throws Exception {
        exempt.putAll(EXEMPT_IN_UNION);
        return replayAll();
    }

    @TestFactory
    Stream<DynamicTest> theOldDialectAnswersToEveryRuleAsTheOriginal() throws Exception {
        return replayAll("--dialect", "0.3");
    }

    @Test
    void theRecordingIsWholeAndEveryExemptionIsOfIt() {
        assertThat(Recording.all("controller-v030.json"))
                .hasSize(EXCHANGES)
                .extracting(Recording::title)
                .containsAll(EXEMPT_ALWAYS.keySet())
                .containsAll(EXEMPT_IN_UNION.keySet());
    }

    private Stream<DynamicTest> replayAll(String... flags) throws Exception {
        EmbeddedControlPlane plane = EmbeddedControlPlane.start(flags);
        open.push(plane);
        return Recording.all("controller-v030.json").stream()
                .map(recording ->
                        DynamicTest.dynamicTest(recording.title(), () -> replay(recording, plane.controller())));
    }

    private void replay(Recording recording, String controller) throws Exception {
        HttpResponse<byte[]> response = recording.replay(client, controller, ids);
        String answer = new String(response.body(), StandardCharsets.UTF_8);
        checkHeaders(recording, response);
        Exemption exemption = exempt.get(recording.title());
        if (exemption != null) {
            assertThat(response.statusCode()).as(exemption.reason()).isEqualTo(exemption.status());
            assertThat(answer).as(exemption.reason()).contains(exemption.contains());
            checkInvalidRule(exemption, answer);
            changes += exemption.changes();
            return;
        }
        assertThat(response.statusCode()).isEqualTo(recording.status());
        if (recording.status() >= 400 || recording.answer().isEmpty()) {
            assertThat(answer).isEqualTo(recording.answer());
            return;
        }
        learnIds(Recording.json(recording.answer()), Recording.json(answer));
        JsonNode recorded = Recording.json(Recording.translate(recording.answer(), ids));
        assertThat(comparable(Recording.json(answer), 0)).isEqualTo(comparable(recorded, changes));
    }

    private static void checkInvalidRule(Exemption exemption, String answer) {
        if (exemption.status() == 400) {
            assertThat(Recording.json(answer).path("error").asText()).isEqualTo("error_invalid_rule");
        }
    }

    private static void checkHeaders(Recording recording, HttpResponse<byte[]> response) {
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue(recording.headers().get("Content-Type"));
        assertThat(response.headers().firstValue("Vary")).isEmpty();
        assertThat(response.headers().firstValue("Date")).isPresent();
        assertThat(response.headers().firstValue("Content-Length")).hasValue(String.valueOf(response.body().length));
        String requestId = recording.requestHeaders().getOrDefault("A8-Request-Id", ANY_ID);
        if (recording.headers().containsKey("A8-Request-Id")) {
            assertThat(response.headers().firstValue("A8-Request-Id"))
                    .hasValueSatisfying(id -> assertThat(id).matches(requestId));
        } else {
            assertThat(response.headers().firstValue("A8-Request-Id")).isEmpty();
        }
    }

    /** Rule ids are random: the recorded ones stand for ours, by position. */
    private void learnIds(JsonNode recorded, JsonNode ours) {
        assertThat(ours.path("ids").size()).isEqualTo(recorded.path("ids").size());
        for (int i = 0; i < recorded.path("ids").size(); i++) {
            String id = ours.path("ids").path(i).asText();
            assertThat(UUID.fromString(id)).hasToString(id);
            ids.put(recorded.path("ids").path(i).asText(), id);
        }
    }

    /** Lists of rules as sets, for the original's order is random; the revision with the changes that only we counted. */
    private static Object comparable(JsonNode answer, long more) {
        if (answer.has("rules")) {
            assertThat(answer.path("revision").isIntegralNumber()).isTrue();
            return Map.of("revision", answer.path("revision").asLong() + more, "rules", byId(answer.path("rules")));
        }
        if (answer.has("services")) {
            Map<String, Object> services = new TreeMap<>();
            answer.path("services")
                    .properties()
                    .forEach(service -> services.put(service.getKey(), byId(service.getValue())));
            return services;
        }
        return answer;
    }

    private static Map<String, JsonNode> byId(JsonNode list) {
        Map<String, JsonNode> rules = new TreeMap<>();
        list.forEach(rule -> rules.put(rule.path("id").asText(), rule));
        assertThat(rules).hasSize(list.size());
        return rules;
    }
}
