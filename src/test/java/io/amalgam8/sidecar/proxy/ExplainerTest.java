package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.amalgam8.sidecar.bus.CallExplanation;
import io.amalgam8.sidecar.bus.CallExplanation.Decided;
import io.amalgam8.sidecar.bus.CallExplanation.Refused;
import io.amalgam8.sidecar.bus.CallQuestion;
import io.amalgam8.sidecar.bus.CallQuestion.Header;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.metrics.InstanceStates;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Explanation;
import io.amalgam8.sidecar.routing.Explanation.InstanceVerdict;
import io.amalgam8.sidecar.routing.Explanation.Outcome;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.Request;
import io.amalgam8.sidecar.transport.RequestGuard;
import io.amalgam8.sidecar.wire.RulesJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExplainerTest {

    private static final ProxyingOptions OPTIONS = RunningProxy.options(RunningProxy.TIMEOUTS);
    private static final int TABLES = 200;
    private static final int REQUESTS_EACH = 50;

    @Test
    void agreesWithTheDecisionInTenThousandRandomRequests() {
        Random chance = new Random(20_261_122);
        int forwarded = 0;
        int refused = 0;
        for (int i = 0; i < TABLES; i++) {
            RoutingTable table = anyTable(chance);
            for (int j = 0; j < REQUESTS_EACH; j++) {
                CallQuestion question = anyQuestion(chance);
                long draw = chance.nextLong();

                CallExplanation told =
                        new Explainer(table, OPTIONS, InstanceStates.UNKNOWN).explain(question, new Random(draw));

                Optional<Decision> decided = decide(table, question, draw);
                if (decided.isEmpty()) {
                    assertThat(told).as(question.target()).isInstanceOf(Refused.class);
                    refused++;
                    continue;
                }
                agree((Decided) told, decided.get());
                forwarded += decided.get() instanceof Decision.Forward ? 1 : 0;
            }
        }
        assertThat(forwarded).as("forwarded").isGreaterThan(2_000);
        assertThat(refused).as("refused").isGreaterThan(200);
    }

    @Test
    void tellsThePathTheTimeoutAndTheRetriesThatAreInForce() {
        RoutingTable table = table("""
                [{"id":"r","destination":"reviews","route":{"http_req_timeout":3,"http_req_retries":4,
                  "uri":{"prefix":"/old","prefix_rewrite":"/new"},"backends":[{"tags":["v1"]}]}}]""");

        Decided byRule = explain(table, "POST", "/reviews/old/x?y=1");
        Decided byCaller = explain(
                table,
                "GET",
                "/reviews/x",
                new Header("x-envoy-upstream-rq-timeout-ms", "250"),
                new Header("x-envoy-max-retries", "2"));

        assertThat(byRule.path()).isEqualTo("/new/x?y=1");
        assertThat(byRule.terms())
                .isEqualTo(new CallExplanation.Terms(Duration.ofSeconds(1), Duration.ofSeconds(3), 4, false));
        assertThat(byCaller.terms())
                .isEqualTo(new CallExplanation.Terms(Duration.ofSeconds(1), Duration.ofMillis(250), 2, true));
    }

    @Test
    void findsTheServiceOfAGrpcCallByItsAuthority() {
        Decided told = explain(
                table("[]"),
                "POST",
                "/shop.Reviews/Get",
                new Header("Host", "reviews:6379"),
                new Header("Content-Type", "application/grpc"));

        assertThat(told.explanation().service()).isEqualTo("reviews");
        assertThat(told.path()).isEqualTo("/shop.Reviews/Get");
    }

    @Test
    void saysWhatTheProxyAnswersWhereNoInstanceIsCalled() {
        Decided unknown = explain(table("[]"), "GET", "/nobody/x");
        Decided unmatched = explain(table("""
                [{"id":"r","destination":"reviews","match":{"headers":{"Cookie":"x"}},
                  "route":{"backends":[{"tags":["v1"]}]}}]"""), "GET", "/reviews/x");
        Decided empty = explain(table("""
                [{"id":"r","destination":"reviews","route":{"backends":[{"tags":["v9"]}]}}]"""), "GET", "/reviews/x");

        assertThat(unknown.ownAnswer().map(Refused::status)).contains(404);
        assertThat(unmatched.ownAnswer().map(Refused::status)).contains(412);
        assertThat(empty.ownAnswer().map(Refused::status)).contains(503);
    }

    @Test
    void namesTheInstancesThatAreSparedForTheirFailures() {
        Endpoint failing = endpoint(1);
        InstanceStates states = new InstanceStates() {
            @Override
            public boolean isEjected(Endpoint endpoint) {
                return endpoint.equals(failing);
            }

            @Override
            public int panicking() {
                return 0;
            }

            @Override
            public Map<Endpoint, InstanceUsage> usage() {
                return Map.of();
            }
        };

        CallExplanation told = new Explainer(table("[]"), OPTIONS, states)
                .explain(new CallQuestion("GET", "/reviews/x", List.of()), new Random(1));

        assertThat(((Decided) told).ejected()).containsExactly(failing);
    }

    @Test
    void refusesAHeaderThatNoCallCouldHaveWithoutRepeatingIt() {
        CallExplanation told = new Explainer(table("[]"), OPTIONS, InstanceStates.UNKNOWN)
                .explain(
                        new CallQuestion("GET", "/reviews/x", List.of(new Header("Cookie", "CANARY\r\nX: y"))),
                        new Random(1));

        assertThat(told).isEqualTo(new Refused(400, "a header field is malformed"));
    }

    /** As the proxy goes about it; empty where it refuses the request before it asks the table. */
    private static Optional<Decision> decide(RoutingTable table, CallQuestion question, long draw) {
        Fields fields = Fields.empty().set("Host", "localhost");
        question.headers().forEach(header -> fields.set(header.name(), header.value()));
        Request request = new Request(question.method(), question.target(), "HTTP/1.1", fields, false);
        Optional<OwnAnswer> refusal = RequestGuard.refuse(request);
        if (refusal.isPresent()) {
            return Optional.empty();
        }
        Router router = Router.by(() -> table);
        return Target.of(request, router::knows)
                .map(target ->
                        router.decide(new Inquiry(target.service(), request), Balancer.RANDOM, new Random(draw)));
    }

    private static void agree(Decided told, Decision decision) {
        Explanation explanation = told.explanation();
        assertThat(explanation.decision()).isEqualTo(decision);
        List<String> held = explanation.rules().stream()
                .filter(verdict -> verdict.outcome() == Outcome.HELD)
                .map(verdict -> verdict.state().id())
                .toList();
        List<String> expected = new ArrayList<>();
        if (decision instanceof Decision.Forward forward) {
            assertThat(told.ownAnswer()).isEmpty();
            forward.destination().rule().ifPresent(expected::add);
            forward.injection().rule().ifPresent(expected::add);
            assertThat(explanation.instances())
                    .filteredOn(InstanceVerdict::eligible)
                    .extracting(InstanceVerdict::instance)
                    .contains(forward.instance());
        } else {
            assertThat(told.ownAnswer()).isPresent();
        }
        if (decision instanceof Decision.NothingEligible nothing) {
            nothing.rule().ifPresent(expected::add);
        }
        assertThat(held).isEqualTo(expected);
    }

    private static Decided explain(RoutingTable table, String method, String target, Header... headers) {
        return (Decided) new Explainer(table, OPTIONS, InstanceStates.UNKNOWN)
                .explain(new CallQuestion(method, target, List.of(headers)), new Random(1));
    }

    private static CallQuestion anyQuestion(Random chance) {
        List<String> targets = List.of(
                "/service0/x",
                "/service1",
                "/service%32/a?b=c",
                "http://localhost:6379/service3/",
                "/pkg.Service/Method",
                "/service1/pkg.Service/Method",
                "/nobody",
                "//x",
                "/service0/%zz",
                "/%zz/x",
                "no slash");
        List<Header> headers = new ArrayList<>();
        for (String name : List.of("A", "B", "Cookie")) {
            if (chance.nextBoolean()) {
                headers.add(new Header(name, "user=x; version=service" + chance.nextInt(4) + "-v" + chance.nextInt(3)));
            }
        }
        if (chance.nextInt(4) == 0) {
            headers.add(new Header("Content-Type", "application/grpc+proto"));
        }
        if (chance.nextInt(4) == 0) {
            headers.add(new Header("Host", "service" + chance.nextInt(5) + ":6379"));
        }
        return new CallQuestion(
                chance.nextBoolean() ? "GET" : "POST", targets.get(chance.nextInt(targets.size())), headers);
    }

    private static RoutingTable anyTable(Random chance) {
        List<Instance> instances = IntStream.range(0, 12)
                .mapToObj(i -> new Instance(
                        "i" + i,
                        "service" + chance.nextInt(4),
                        endpoint(i),
                        Tags.of("v" + chance.nextInt(3)),
                        chance.nextInt(6) == 0 ? InstanceStatus.STARTING : InstanceStatus.UP))
                .toList();
        String rules =
                IntStream.range(0, 15).mapToObj(i -> anyRule(i, chance)).collect(Collectors.joining(",", "[", "]"));
        return tableOf(instances, rules);
    }

    private static String anyRule(int number, Random chance) {
        List<String> clauses = new ArrayList<>();
        if (chance.nextBoolean()) {
            clauses.add("\"headers\":{\"A\":\"service[0-2]\"}");
        }
        if (chance.nextInt(3) == 0) {
            clauses.add("\"any\":[{\"headers\":{\"B\":\"v0\"}},{\"headers\":{\"Cookie\":\"v1\"}}]");
        }
        if (chance.nextInt(3) == 0) {
            clauses.add("\"none\":[{\"headers\":{\"Cookie\":\"v2$\"}}]");
        }
        if (chance.nextInt(5) == 0) {
            clauses.add("\"source\":{\"name\":\"" + (chance.nextBoolean() ? "gateway" : "ratings") + "\"}");
        }
        String effect = chance.nextInt(3) == 0
                ? "\"actions\":[{\"action\":\"delay\",\"duration\":1,\"probability\":0.5,\"tags\":[\"v1\"]},"
                        + "{\"action\":\"abort\",\"return_code\":503,\"probability\":0.5}]"
                : "\"route\":{\"backends\":[{\"tags\":[\"v" + chance.nextInt(4) + "\"]},{\"tags\":[\"v"
                        + chance.nextInt(3) + "\"],\"weight\":0.3}]}";
        return "{\"id\":\"r%d\",\"priority\":%d,\"destination\":\"service%d\",\"match\":{%s},%s}"
                .formatted(number, chance.nextInt(5), chance.nextInt(4), String.join(",", clauses), effect);
    }

    private static RoutingTable table(String rules) {
        return tableOf(List.of(new Instance("a", "reviews", endpoint(1), Tags.of("v1"), InstanceStatus.UP)), rules);
    }

    private static RoutingTable tableOf(List<Instance> instances, String rules) {
        return RoutingTable.unknown()
                .next(
                        new Identity("gateway", Tags.of("v1")),
                        Optional.of(Catalog.of(instances)),
                        Optional.of(RulesJson.read(("{\"rules\":" + rules + "}").getBytes(StandardCharsets.UTF_8))),
                        expression -> {
                            Pattern pattern = Pattern.compile(expression);
                            return value -> pattern.matcher(value).find();
                        });
    }

    private static Endpoint endpoint(int host) {
        return Endpoint.parse(EndpointType.HTTP, "10.0.0." + (host + 1) + ":9080");
    }
}
