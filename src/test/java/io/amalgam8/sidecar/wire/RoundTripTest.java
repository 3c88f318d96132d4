package io.amalgam8.sidecar.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Source;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again as the same. */
final class RoundTripTest {

    @Property(tries = 300, seed = "20")
    void readsEveryInstanceThatItWrites(@ForAll("instances") Instance instance) {
        String document = "{\"instances\":[" + CatalogJson.write(instance) + "]}";

        assertThat(CatalogJson.read(document.getBytes(UTF_8))).isEqualTo(Catalog.of(List.of(instance)));
    }

    @Property(tries = 500, seed = "21")
    void readsEveryRuleThatItWrites(@ForAll("rules") Rule rule) {
        String document = "{\"rules\":[" + RulesJson.write(rule) + "]}";

        assertThat(RulesJson.read(document.getBytes(UTF_8))).isEqualTo(RuleSet.of(rule));
    }

    @Provide
    Arbitrary<Instance> instances() {
        Arbitrary<EndpointType> http = Arbitraries.of(EndpointType.HTTP, EndpointType.HTTPS);
        Arbitrary<EndpointType> plain = Arbitraries.of(EndpointType.TCP, EndpointType.UDP);
        Arbitrary<String> hosts = Arbitraries.of("10.1.2.3", "reviews.local", "fd00::17", "a_b", "x9");
        Arbitrary<Integer> ports = Arbitraries.integers().between(1, 65535);
        Arbitrary<Endpoint> endpoints = Arbitraries.oneOf(
                Combinators.combine(http, hosts, ports, Arbitraries.of("", "/base", "/a/b%20c"))
                        .as(Endpoint::new),
                Combinators.combine(plain, hosts, ports, Arbitraries.just("")).as(Endpoint::new),
                texts().map(value -> new Endpoint(EndpointType.USER, value, 0, "")));
        return Combinators.combine(texts(), texts(), endpoints, tags(), Arbitraries.of(InstanceStatus.class))
                .as(Instance::new);
    }

    @Provide
    Arbitrary<Rule> rules() {
        return Combinators.combine(
                        texts(), Arbitraries.integers(), texts(), texts().list().ofMaxSize(3), matches(), effects())
                .as(Rule::new);
    }

    private Arbitrary<Rule.Effect> effects() {
        return Arbitraries.oneOf(
                routes().map(Rule.Effect.class::cast), actions().map(Rule.Effect.class::cast));
    }

    private Arbitrary<Route> routes() {
        Arbitrary<Route.UriRewrite> rewrites =
                Combinators.combine(texts(), texts(), texts().optional()).as(Route.UriRewrite::new);
        return Combinators.combine(
                        backends().list().ofMinSize(1).ofMaxSize(4),
                        seconds().optional(),
                        retries(),
                        rewrites.optional())
                .as(Route::new);
    }

    private Arbitrary<Backend> backends() {
        Arbitrary<OptionalDouble> weights = Arbitraries.doubles()
                .between(0.001, 1)
                .ofScale(4)
                .optional()
                .map(weight -> weight.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
        Arbitrary<Backend.Failover> failovers =
                Combinators.combine(texts().map(Optional::of), tags()).as(Backend.Failover::new);
        return Combinators.combine(
                        texts().optional(),
                        tags(),
                        weights,
                        seconds().optional(),
                        retries(),
                        failovers.list().ofMaxSize(2),
                        texts().optional(),
                        Arbitraries.of("round_robin", "ewma").optional())
                .as(Backend::new);
    }

    private Arbitrary<Actions> actions() {
        Arbitrary<Double> probabilities = Arbitraries.doubles().between(0, 1);
        Arbitrary<Action> any = Arbitraries.oneOf(
                Combinators.combine(seconds(), probabilities, tags()).as(Actions.Delay::new),
                Combinators.combine(Arbitraries.integers().between(-5, 599), probabilities, tags())
                        .as(Actions.Abort::new),
                Combinators.combine(texts(), texts(), tags()).as(Actions.Trace::new));
        return any.list().ofMinSize(1).ofMaxSize(4).map(Actions::new);
    }

    private Arbitrary<Match> matches() {
        return Combinators.combine(conditions(), conditionLists(), conditionLists(), conditionLists())
                .as(Match::new);
    }

    private Arbitrary<List<Condition>> conditionLists() {
        return conditions().list().ofMaxSize(2);
    }

    private Arbitrary<Condition> conditions() {
        Arbitrary<Source> sources =
                Combinators.combine(texts().map(Optional::of), tags()).as(Source::new);
        return Combinators.combine(
                        sources.optional(), Arbitraries.maps(texts(), texts()).ofMaxSize(3))
                .as(Condition::new);
    }

    private Arbitrary<Duration> seconds() {
        return Arbitraries.longs().between(1, 600_000).map(Duration::ofMillis);
    }

    private Arbitrary<OptionalInt> retries() {
        return Arbitraries.integers()
                .between(0, 1000)
                .optional()
                .map(number -> number.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }

    private Arbitrary<Tags> tags() {
        return texts().list().ofMaxSize(3).map(Tags::of);
    }

    private Arbitrary<String> texts() {
        return Arbitraries.strings().ascii().withChars("äß€\"\\").ofMinLength(1).ofMaxLength(12);
    }
}
