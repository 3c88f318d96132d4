package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.control.Outage.Saying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One poll a minute: {@code +} is answered, {@code -} is not, {@code R} is refused for the token. */
final class OutageTest {

    @ParameterizedTest
    @CsvSource({
        "+++,                FIRST_ANSWER NOTHING NOTHING",
        "-+,                 GONE BACK",
        "+--+-,              FIRST_ANSWER GONE NOTHING BACK GONE",
        "+R-R+R,             FIRST_ANSWER GONE NOTHING NOTHING BACK GONE",
        "+-RR-R,             FIRST_ANSWER GONE REFUSED NOTHING NOTHING NOTHING",
        "R,                  GONE",
        "RRRR+R+,            GONE NOTHING NOTHING NOTHING BACK GONE BACK",
        "-R+-R,              GONE REFUSED BACK GONE REFUSED",
        "-+-+-+,             GONE BACK GONE BACK GONE BACK",
        "+-----R------------, FIRST_ANSWER GONE NOTHING NOTHING NOTHING NOTHING REFUSED NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING REMINDER NOTHING NOTHING",
        "-----------,        GONE NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING NOTHING REMINDER",
    })
    void saysEachEdgeOnceAndRemindsEveryTenMinutes(String polls, String expected) {
        assertThat(String.join(" ", said(polls).stream().map(Saying::name).toList()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"60,6", "9,0", "10,1", "21,2"})
    void remindsOncePerTenMinutes(int minutes, long reminders) {
        List<Saying> said = said("+-" + "-".repeat(minutes));

        assertThat(said.stream().filter(Saying.REMINDER::equals)).hasSize((int) reminders);
    }

    private static List<Saying> said(String polls) {
        List<Saying> said = new ArrayList<>();
        Outage outage = Outage.NONE_YET;
        long now = -Duration.ofMinutes(3).toNanos();
        for (int i = 0; i < polls.length(); i++) {
            char poll = polls.charAt(i);
            now += Duration.ofMinutes(1).toNanos();
            Outage.Step step =
                    poll == '+' ? outage.answered() : outage.failed(poll == 'R' ? Kind.REFUSED : Kind.UNREACHABLE, now);
            outage = step.outage();
            said.add(step.saying());
        }
        return said;
    }
}
