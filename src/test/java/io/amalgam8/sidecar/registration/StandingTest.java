package io.amalgam8.sidecar.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.client.Lease;
import io.amalgam8.sidecar.registration.Standing.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Steps are letters: {@code G} a lease is granted, {@code B} a heartbeat is answered, {@code x} no answer, {@code ?} the
 * registry does not know it, {@code R} the token is refused, {@code -} it is not to be registered, {@code +} it is, as in
 * the beginning, {@code o} it is out.
 */
final class StandingTest {

    private static final double MIDDLE = 0.5;

    @ParameterizedTest
    @CsvSource({
        "'',      REGISTER,  0",
        "x,       REGISTER,  1050",
        "xx,      REGISTER,  2000",
        "xxx,     REGISTER,  4000",
        "xxxx,    REGISTER,  4750",
        "xxxxxxxx,REGISTER,  4750",
        "?,       REGISTER,  1050",
        "G,       HEARTBEAT, 20000",
        "xxG,     HEARTBEAT, 20000",
        "GB,      HEARTBEAT, 20000",
        "Gx,      HEARTBEAT, 1500",
        "Gxxxxxx, HEARTBEAT, 1500",
        "GxxB,    HEARTBEAT, 20000",
        "G?,      REGISTER,  0",
        "Gxx?,    REGISTER,  0",
        "G?x,     REGISTER,  1050",
        "G?G,     HEARTBEAT, 20000",
        "R,       REGISTER,  31500",
        "RR,      REGISTER,  57000",
        "Rx,      REGISTER,  2000",
        "GR,      HEARTBEAT, 31500",
        "GRB,     HEARTBEAT, 20000",
        "-,       NOTHING,   0",
        "x-,      NOTHING,   0",
        "xx-+,    REGISTER,  0",
        "-G,      DEREGISTER,0",
        "G-,      DEREGISTER,0",
        "Gxx-,    DEREGISTER,0",
        "G-x,     DEREGISTER,262.5",
        "G-xx,    DEREGISTER,500",
        "G-xxxxx, DEREGISTER,1900",
        "G-R,     DEREGISTER,31500",
        "G-?,     NOTHING,   0",
        "G-o,     NOTHING,   0",
        "G-x+,    HEARTBEAT, 20000",
        "G-o+,    REGISTER,  0",
        "G--x,    DEREGISTER,262.5",
    })
    void saysWhatIsNextAndWhen(String steps, Task task, double millis) {
        Standing standing = after(steps, Duration.ofSeconds(60));

        assertThat(standing.task()).isEqualTo(task);
        assertThat(standing.wait(MIDDLE)).isEqualTo(Duration.ofNanos((long) (millis * 1e6)));
    }

    @ParameterizedTest
    @CsvSource({"1,333", "10,3333", "600,200000"})
    void beatsEveryThirdOfWhatWasGranted(long ttlSeconds, long millis) {
        assertThat(after("G", Duration.ofSeconds(ttlSeconds)).wait(MIDDLE).toMillis())
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"60,0,1000", "60,1,2000", "3,0,500", "3,1,1000"})
    void triesAFailedHeartbeatAgainAtMostTwoSecondsLater(long ttlSeconds, double chance, long millis) {
        assertThat(after("Gx", Duration.ofSeconds(ttlSeconds)).wait(chance)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"GONE"},
            mode = EnumSource.Mode.EXCLUDE)
    void keepsItsLeaseThroughEveryOtherFailure(Kind kind) {
        assertThat(after("G", Duration.ofSeconds(60))
                        .failed(kind, Duration.ZERO)
                        .lease())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "'',    30,  REGISTER,   30000",
        "'',    300, REGISTER,   300000",
        "xxxx,  1,   REGISTER,   4750",
        "G-,    30,  DEREGISTER, 30000",
        "G,     5,   HEARTBEAT,  5000",
        "G,     300, HEARTBEAT,  20000",
        "G,     1,   HEARTBEAT,  1500",
    })
    void leavesTheRegistryInPeaceForAsLongAsItAsksButKeepsItsLease(
            String steps, long askedSeconds, Task task, double millis) {
        Standing failed = after(steps, Duration.ofSeconds(60)).failed(Kind.FAILED, Duration.ofSeconds(askedSeconds));

        assertThat(failed.task()).isEqualTo(task);
        assertThat(failed.wait(MIDDLE)).isEqualTo(Duration.ofNanos((long) (millis * 1e6)));
        assertThat(failed.wanting(!failed.wanted()).peace()).isZero();
    }

    @Test
    void isWithoutALeaseAtFirstAndWantsNone() {
        assertThat(Standing.NEW.lease()).isEmpty();
        assertThat(Standing.NEW.task()).isEqualTo(Task.NOTHING);
    }

    private static Standing after(String steps, Duration ttl) {
        Standing standing = Standing.NEW.wanting(true);
        for (int i = 0; i < steps.length(); i++) {
            char step = steps.charAt(i);
            standing = switch (step) {
                case 'G' -> standing.granted(new Lease("id", ttl));
                case 'B' -> standing.answered();
                case '-' -> standing.wanting(false);
                case '+' -> standing.wanting(true);
                case 'o' -> standing.out();
                case '?' -> standing.failed(Kind.GONE, Duration.ZERO);
                case 'R' -> standing.failed(Kind.REFUSED, Duration.ZERO);
                default -> standing.failed(Kind.TIMED_OUT, Duration.ZERO);
            };
        }
        return standing;
    }
}
