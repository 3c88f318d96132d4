package io.amalgam8.sidecar.routing;

import static io.amalgam8.sidecar.routing.RuleBuilder.backend;
import static io.amalgam8.sidecar.routing.RuleBuilder.rule;
import static io.amalgam8.sidecar.routing.RuleBuilder.weighted;
import static io.amalgam8.sidecar.routing.Tables.counts;
import static io.amalgam8.sidecar.routing.Tables.instance;
import static io.amalgam8.sidecar.routing.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightsTest {

    /** A dash stands for a backend without a weight. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -             | 1             | false
                    - -           | .5 .5         | false
                    .25 -         | .25 .75       | false
                    - .25         | .75 .25       | false
                    .2 - -        | .2 .4 .4      | false
                    .5 .5         | .5 .5         | false
                    .1 .1 -       | .1 .1 .8      | false
                    .25 .25       | .5 .5         | true
                    .2 .6         | .25 .75       | true
                    .3            | 1             | true
                    1 -           | 1 0           | true
                    .5 .5 - -     | .5 .5 0 0     | true
                    """)
    void backendsWithoutWeightShareWhatTheOthersLeave(String given, String shares, boolean warns) {
        Weights weights = Weights.of(weights(given));
        String[] expected = shares.split(" ", -1);

        for (int i = 0; i < expected.length; i++) {
            assertThat(weights.share(i)).isCloseTo(Double.parseDouble(expected[i]), within(1e-12));
        }
        assertThat(weights.warning().isPresent()).isEqualTo(warns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.1", "1.01", "NaN", "Infinity", "0.6 0.5", "1 0.000001", "0.5 0.5 0.00000001 -"})
    void aWeightOrSumOutOfBoundsIsRefused(String given) {
        assertThatThrownBy(() -> Weights.of(weights(given)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageMatching("route\\.backends(\\[0]\\.weight|: sum of weights): .* \\(expected: .*\\)");
    }

    @Test
    void aSumThatOnlyRoundingLiftsAboveOneIsTaken() {
        assertThat(Weights.of(weights("0.7 0.2 0.1")).warning()).isEmpty();
        assertThat(Weights.of(weights("0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1"))
                        .warning())
                .isEmpty();
        assertThat(Weights.of(weights("0.6 0.4000000005")).share(0)).isCloseTo(0.6, within(1e-8));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.2499999, 0", "0.25, 1", "0.4999, 1", "0.5, 2", "0.9999999999999999, 2"})
    void aDrawnNumberMeansOneBackend(double number, int backend) {
        assertThat(Weights.of(weights(".25 .25 -")).drawn(number)).isEqualTo(backend);
    }

    @Test
    void aBackendWithoutAShareIsNeverDrawn() {
        Weights weights = Weights.of(weights("1 -"));

        assertThat(weights.drawn(0)).isZero();
        assertThat(weights.drawn(Math.nextDown(1.0))).isZero();
    }

    @Test
    void tenThousandCallsAreSplitAsTheWeightsSay() {
        RoutingTable table = table(
                List.of(instance("one", "reviews", "v1"), instance("two", "reviews", "v2")),
                rule("r", "reviews").to(weighted(0.25, "v1"), backend("v2")));

        Map<String, Integer> counts = counts(table, Request.to("reviews"), 10_000, 42);

        assertThat(counts.getOrDefault("one", 0)).isBetween(2_350, 2_650);
        assertThat(counts).containsOnlyKeys("one", "two");
    }

    @Test
    void theShareOfABackendThatIsGoneIsAnsweredSo() {
        RoutingTable table = table(
                List.of(instance("one", "reviews", "v1")),
                rule("r", "reviews").to(weighted(0.25, "v1"), backend("v2")));

        assertThat(counts(table, Request.to("reviews"), 10_000, 42).getOrDefault("one", 0))
                .isBetween(2_350, 2_650);
    }

    @Property(tries = 500, seed = "5")
    void sharesSumUpToOneAndEachIsDrawnInItsProportion(
            @ForAll @Size(min = 1, max = 8) List<@DoubleRange(min = 0.01, max = 1) Double> parts,
            @ForAll @IntRange(min = 0, max = 3) int without,
            @ForAll @DoubleRange(min = 0.05, max = 1) double sum) {
        double whole = parts.stream().mapToDouble(Double::doubleValue).sum();
        List<OptionalDouble> given = new ArrayList<>();
        parts.forEach(part -> given.add(OptionalDouble.of(part / whole * sum)));
        for (int i = 0; i < without; i++) {
            given.add(OptionalDouble.empty());
        }
        Weights weights = Weights.of(given);

        double total = 0;
        for (int i = 0; i < given.size(); i++) {
            total += weights.share(i);
        }
        assertThat(total).isCloseTo(1, within(1e-9));
        int steps = 20_000;
        int[] drawn = new int[given.size()];
        for (int step = 0; step < steps; step++) {
            drawn[weights.drawn((step + 0.5) / steps)]++;
        }
        for (int i = 0; i < drawn.length; i++) {
            assertThat(drawn[i] / (double) steps).isCloseTo(weights.share(i), within(2.0 / steps));
        }
    }

    @Property(tries = 100, seed = "5")
    void theSameNumberAlwaysMeansTheSameBackend(
            @ForAll @Size(min = 2, max = 5) List<@DoubleRange(min = 0.01, max = 0.2) Double> given, @ForAll long seed) {
        Backend[] backends = new Backend[given.size()];
        List<io.amalgam8.sidecar.model.Instance> instances = new ArrayList<>();
        for (int i = 0; i < backends.length; i++) {
            backends[i] = weighted(given.get(i), "v" + i);
            instances.add(instance("i" + i, "reviews", "v" + i));
        }
        RoutingTable first = table(instances, rule("r", "reviews").to(backends));
        RoutingTable second = table(instances, rule("r", "reviews").to(backends));

        Decision one = first.decide(Request.to("reviews"), Balancer.RANDOM, new Random(seed));
        Decision other = second.decide(Request.to("reviews"), Balancer.RANDOM, new Random(seed));

        assertThat(one).isEqualTo(other);
    }

    private static List<OptionalDouble> weights(String text) {
        return Arrays.stream(text.split(" ", -1))
                .map(word -> word.equals("-") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(word)))
                .toList();
    }
}
