package io.amalgam8.sidecar.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that Go's {@code time.ParseDuration} takes, and those that it refuses. */
final class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "-0, PT0S",
        "15s, PT15S",
        "500ms, PT0.5S",
        "1m30s, PT1M30S",
        "1.5h, PT1H30M",
        "1h15m30.918273645s, PT1H15M30.918273645S",
        "5m, PT5M",
        "1us, PT0.000001S",
        "1µs, PT0.000001S",
        "1μs, PT0.000001S",
        "7ns, PT0.000000007S",
        "-1.5s, PT-1.5S",
        "+2s, PT2S",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "30s1h, PT1H30S",
        "0.1ns, PT0S",
        "2562047h47m16.854775807s, PT2562047H47M16.854775807S",
    })
    void readsWhatGoReads(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "5",
                "1.5",
                "-5",
                "s",
                ".s",
                "5 s",
                " 5s",
                "5s ",
                "5S",
                "5d",
                "1w",
                "1m 30s",
                "--5s",
                "1e3s",
                "1h-5m",
                "five",
                "PT5S",
                "5ss",
                "5sm",
                "1_000s",
                "0x5s",
                "٥s",
                "2562047h47m16.854775808s",
                "99999999999999999999h"
            })
    void refusesWhatGoRefuses(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, true", "1.5, true", "-5, true", ".5, true", "5s, false", "x, false", "5x, false"})
    void seesThatOnlyTheUnitIsMissing(String text, boolean lacksUnit) {
        assertThat(GoDuration.lacksUnit(text)).isEqualTo(lacksUnit);
    }

    @Property
    void addsUpItsTerms(
            @ForAll @IntRange(max = 100_000) int hours,
            @ForAll @IntRange(max = 100_000) int minutes,
            @ForAll @IntRange(max = 100_000) int seconds,
            @ForAll @IntRange(max = 100_000) int millis) {
        String text = hours + "h" + minutes + "m" + seconds + "s" + millis + "ms";
        Duration sum = Duration.ofHours(hours)
                .plusMinutes(minutes)
                .plusSeconds(seconds)
                .plusMillis(millis);
        assertThat(GoDuration.parse(text)).contains(sum);
        assertThat(GoDuration.parse("-" + text)).contains(sum.negated());
    }

    @Property
    void readsDecimalFractionsExactly(
            @ForAll @IntRange(max = 999_999) int whole, @ForAll @IntRange(max = 999_999_999) int nanos) {
        String text = whole + "." + String.format("%09d", nanos) + "s";
        assertThat(GoDuration.parse(text)).contains(Duration.ofSeconds(whole, nanos));
    }

    @Property
    void neverFailsOnAnyText(@ForAll @StringLength(max = 200) String text) {
        GoDuration.parse(text).ifPresent(duration -> assertThat(text).containsPattern("[0-9]"));
    }

    @Property
    void writesWhatItReadsAgain(@ForAll @LongRange(min = 0) long nanos) {
        Duration duration = Duration.ofNanos(nanos);

        assertThat(GoDuration.parse(GoDuration.write(duration))).contains(duration);
    }
}
