package io.amalgam8.sidecar.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleLimitTest {

    @ParameterizedTest
    @CsvSource({
        "1048576, 2, 4096",
        "4096, 1, 1024",
        "4096, 2, 512",
        "1024, 4, 64",
        "999999999999999999, 1, 4096",
    })
    void allEventLoopsTogetherKeepAtMostAQuarterOfTheFilesThatMayBeOpen(long files, int loops, int each) {
        List<String> limits = List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max processes             95731                95731                processes ",
                "Max open files            %-20s 1048576              files     ".formatted(files),
                "Max locked memory         8388608              8388608              bytes     ");
        assertThat(IdleLimit.of(limits, loops)).isEqualTo(each);
    }

    @Test
    void keepsAThousandWhereTheLimitIsNotTold() {
        assertThat(IdleLimit.of(List.of(), 2)).isEqualTo(1_024);
        assertThat(IdleLimit.of(
                        List.of("Max open files            unlimited            unlimited            files     "), 2))
                .isEqualTo(1_024);
    }

    @Test
    void findsTheLimitOfItsOwnProcess() {
        assertThat(IdleLimit.ofThisProcess(1)).isBetween(1, 4_096);
    }
}
