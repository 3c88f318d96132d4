package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.abort;
import static io.amalgam8.sidecar.routing.RuleBuilder.backend;
import static io.amalgam8.sidecar.routing.RuleBuilder.delay;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.trace;
import static io.amalgam8.sidecar.routing.Tables.forward;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActionRulesTest {

    private static final List<Instance> V1 = List.of(instance("one", "reviews", "v1", "blue"));

    @Test
    void withoutActionRulesNothingIsDone() {
        assertThat(forward(table(V1), Request.to("reviews")).injection()).isEqualTo(Injection.NONE);
    }

    @Test
    void theFirstRuleThatHoldsActsAlone() {
        RoutingTable table = table(
                V1,
                rule("low", "reviews").priority(1).does(delay(1, 1)),
                rule("jason", "reviews").priority(2).header("Cookie", "jason").does(abort(503, 1)));

        Injection jason =
                forward(table, Request.to("reviews").with("Cookie", "jason")).injection();
        assertThat(jason.rule()).contains("jason");
        assertThat(jason.abort()).hasValue(503);
        assertThat(jason.delay()).isZero();
        Injection other = forward(table, Request.to("reviews")).injection();
        assertThat(other.rule()).contains("low");
        assertThat(other.delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRuleThatHoldsAndSparesTheCallStillKeepsLaterOnesAway() {
        RoutingTable table = table(
                V1,
                rule("a", "reviews").header("X", ".*").does(delay(1, 1, "v9")),
                rule("b", "reviews").does(abort(500, 1)));

        Injection injection =
                forward(table, Request.to("reviews").with("X", "")).injection();

        assertThat(injection.rule()).contains("a");
        assertThat(injection.isFault()).isFalse();
    }

    @Test
    void delaysAddUpAndTheFirstAbortAnswers() {
        Injection injection = injection(
                delay(0.5, 1),
                trace("id", "x"),
                delay(1, 1),
                abort(503, 1),
                abort(404, 1),
                delay(9, 1),
                trace("b", "y"));

        assertThat(injection.delay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(injection.abort()).hasValue(503);
        assertThat(injection.traces()).extracting(Trace::key).containsExactly("id", "b");
    }

    @ParameterizedTest
    @CsvSource({"id, x, 1", "'', x, 0", "id, '', 0", "'', '', 0"})
    void aTraceWithoutKeyOrValueAddsNothing(String key, String value, int traces) {
        assertThat(injection(trace(key, value)).traces()).hasSize(traces);
    }

    @ParameterizedTest
    @CsvSource({"-5", "-1", "0", "99", "100", "444", "499", "599"})
    void anAbortsCodeIsHandedOnAsItIs(int code) {
        assertThat(injection(abort(code, 1)).abort()).hasValue(code);
    }

    /** With a route rule the tags of its backend count, without one those of the instance (which bears v1 and blue). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none | ''      | true
                    none | v1      | true
                    none | v1,blue | true
                    none | v1,red  | false
                    none | v10     | false
                    v1   | ''      | true
                    v1   | v1      | true
                    v1   | blue    | false
                    blue,v1 | v1,blue | true
                    ''   | v1      | false
                    ''   | ''      | true
                    """)
    void anActionsTagsMustAllBeBorneByTheBackendOrElseTheInstance(String route, String tags, boolean acts) {
        RoutingTable table = route.equals("none")
                ? table(V1, rule("a", "reviews").does(delay(1, 1, tags)))
                : table(
                        V1,
                        rule("a", "reviews").does(delay(1, 1, tags)),
                        rule("r", "reviews").to(route));

        assertThat(forward(table, Request.to("reviews")).injection().isFault()).isEqualTo(acts);
    }

    @Test
    void ofSeveralActionsThoseForTheChosenVersionAreDone() {
        List<Instance> both = List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2"));
        RoutingTable table = table(
                both,
                rule("r", "reviews").to(backend("v1"), backend("v2")),
                rule("a", "reviews").does(delay(1, 1, "v1"), abort(500, 1, "v2")));

        Injection first = forward(table, Request.to("reviews").with("Cookie", "version=reviews-v1"))
                .injection();
        Injection second = forward(table, Request.to("reviews").with("Cookie", "version=reviews-v2"))
                .injection();

        assertThat(first.delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(first.abort()).isEmpty();
        assertThat(second.delay()).isZero();
        assertThat(second.abort()).hasValue(500);
    }

    @Test
    void probabilitiesAreDrawnForEachActionByItself() {
        RoutingTable table = table(V1, rule("a", "reviews").does(delay(1, 0.5), abort(503, 0.25)));
        Random chance = new Random(11);
        int delays = 0;
        int aborts = 0;
        int both = 0;
        for (int i = 0; i < 10_000; i++) {
            Decision.Forward forward = (Decision.Forward) table.decide(Request.to("reviews"), Balancer.RANDOM, chance);
            boolean delayed = !forward.injection().delay().isZero();
            boolean aborted = forward.injection().abort().isPresent();
            delays += delayed ? 1 : 0;
            aborts += aborted ? 1 : 0;
            both += delayed && aborted ? 1 : 0;
        }

        assertThat(delays).isBetween(4_800, 5_200);
        assertThat(aborts).isBetween(2_300, 2_700);
        assertThat(both).isBetween(1_100, 1_400);
    }

    @Test
    void whereThereIsNoInstanceNothingIsInjected() {
        RoutingTable table = table(
                V1,
                rule("a", "reviews").does(abort(500, 1)),
                rule("r", "reviews").to("v9"));

        assertThat(Tables.choice(table, Request.to("reviews"))).isEqualTo("NothingEligible");
    }

    private static Injection injection(Action... actions) {
        return forward(table(V1, rule("a", "reviews").does(actions)), Request.to("reviews"))
                .injection();
    }
}
