package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The arithmetic of moving traffic. */
final class BaseRuleTest {

    @Property
    void countsInWholePercentWhereverItBegins(@ForAll @IntRange(min = 1, max = 89) int begin)
            throws FailedCommandException {
        ObjectNode rule = whole().start("v2", begin).rule();

        ObjectNode stepped =
                new BaseRule("reviews", rule).step(OptionalInt.empty()).rule();

        assertThat(weight(stepped)).isEqualTo((begin + 10) / 100.0);
    }

    @Property
    void isDoneAfterSoManyStepsAndNoMore(@ForAll @IntRange(min = 1, max = 99) int begin) throws FailedCommandException {
        ObjectNode rule = whole().start("v2", begin).rule();
        int steps = 0;
        while (backends(rule).size() == 2) {
            rule = new BaseRule("reviews", rule).step(OptionalInt.empty()).rule();
            steps++;
        }

        assertThat(steps).isEqualTo((100 - begin + 9) / 10);
        assertThat(rule).isEqualTo(whole().start("v2", 100).rule());
    }

    @Property
    void givesBackWhatThereWasBefore(
            @ForAll @IntRange(min = 1, max = 99) int begin, @ForAll @IntRange(min = 1, max = 99) int step)
            throws FailedCommandException {
        ObjectNode started = whole().start("v2", begin).rule();
        ObjectNode stepped =
                new BaseRule("reviews", started).step(OptionalInt.of(step)).rule();

        assertThat(new BaseRule("reviews", stepped).abort().rule()).isEqualTo(whole().rule());
    }

    @Test
    void isTheLastOfTheLowest() throws FailedCommandException {
        List<JsonNode> rules = List.of(
                Json.object().put("id", "a").put("priority", 1),
                Json.object().put("id", "b"),
                Json.object().put("id", "c").put("priority", 2),
                Json.object().put("id", "d").put("priority", 0));

        assertThat(BaseRule.of("reviews", rules, "start").rule().path("id").asText())
                .isEqualTo("d");
    }

    private static BaseRule whole() {
        ObjectNode rule = Json.object().put("id", "1");
        rule.putObject("route")
                .putArray("backends")
                .addObject()
                .putArray("tags")
                .add("v1");
        return new BaseRule("reviews", rule);
    }

    private static double weight(JsonNode rule) {
        return backends(rule).path(0).path("weight").asDouble();
    }

    private static JsonNode backends(JsonNode rule) {
        return rule.path("route").path("backends");
    }
}
