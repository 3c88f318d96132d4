package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer.Message;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the proxy answers in an instance's place. */
final class OwnAnswersTest {

    static Stream<Arguments> decisions() {
        return Stream.of(
                Arguments.of(new Decision.UnknownService("svc"), 404, "NR", "destination_not_found", ""),
                Arguments.of(new Decision.NoRuleMatches("svc"), 412, "NR", "destination_not_found", ""),
                Arguments.of(
                        new Decision.NothingEligible("svc", Optional.of("rule-7"), "no instance is \"up\""),
                        503,
                        "UH",
                        "destination_unavailable",
                        "rule-7"));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void saysWhyACallLeadsNowhere(Decision decision, int status, String flag, String error, String rule) {
        try (RunningProxy proxy = RunningProxy.routing((inquiry, balancer, chance) -> decision);
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x", "X-Request-Id: id-1");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("Proxy-Status")).startsWith("a8sidecar; error=" + error + "; details=\"");
            assertThat(answer.field("X-Request-Id")).isEqualTo("id-1");
            assertThat(answer.field("Retry-After")).isEqualTo(status == 503 ? "1" : "");
            JsonObject body = new JsonObject(answer.body());
            assertThat(body.fieldNames()).containsExactly("error", "reason", "service", "rule", "request_id");
            assertThat(body.getString("error")).isEqualTo(error);
            assertThat(body.getString("service")).isEqualTo("svc");
            assertThat(body.getString("rule")).isEqualTo(rule);
            assertThat(body.getString("request_id")).isEqualTo("id-1");
            await().until(() -> proxy.entries().size() == 1);
            AccessLogEntry entry = proxy.entries().get(0);
            assertThat(entry.status()).isEqualTo(status);
            assertThat(entry.flags()).isEqualTo(flag);
            assertThat(entry.upstreamNanos()).isNegative();
        }
    }

    @Test
    void keepsTheConnectionAfterAnAnswerOfItsOwn() {
        try (RunningProxy proxy = RunningProxy.routing(
                        (inquiry, balancer, chance) -> new Decision.UnknownService(inquiry.service()));
                RawCaller caller = proxy.connect()) {
            caller.send(head("POST /a/x HTTP/1.1", "Host: h", "Content-Length: 5") + "hello"
                    + head("HEAD /b/x HTTP/1.1", "Host: h"));

            assertThat(new JsonObject(caller.readAnswer().body()).getString("service"))
                    .isEqualTo("a");
            assertThat(caller.readHead()).startsWith("HTTP/1.1 404 ");
            assertThat(new JsonObject(caller.get("/c%20d/x").body()).getString("service"))
                    .isEqualTo("c d");
            assertThat(caller.get("//x").status()).isEqualTo(404);
        }
    }

    @Test
    void answersForItselfWhenAskedForItsOptions() {
        try (RunningProxy proxy = RunningProxy.to();
                RawCaller caller = proxy.connect()) {
            caller.send(head("OPTIONS * HTTP/1.1", "Host: h"));

            Message answer = caller.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("Allow")).contains("GET");
            assertThat(answer.field("Content-Length")).isEqualTo("0");
        }
    }

    @Test
    void answers500WhenItFailsItself() {
        try (RunningProxy proxy = RunningProxy.routing((inquiry, balancer, chance) -> {
                    throw new IllegalStateException("expected by a test");
                });
                RawCaller caller = proxy.connect()) {
            Message answer = caller.get("/svc/x");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.field("Proxy-Status")).contains("error=proxy_internal_error");
            assertThat(answer.body()).doesNotContain("expected by a test");
        }
    }
}
