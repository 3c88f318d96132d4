package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found, as it will be shown. */
final class FindingsTest {

    private final Findings findings = new Findings();

    @Test
    void everyFindingIsOneLineWithoutCommandsToATerminal() {
        findings.problem("service.name: a\nb\u001b[31m\r\u009bx\u0000 (expected: \u00e4)");
        findings.problemThatHidesOthers("x\u0085y");
        findings.warning("z\u007f");

        assertThat(findings.problems())
                .isEqualTo(List.of(
                        "service.name: a\\u000ab\\u001b[31m\\u000d\\u009bx\\u0000 (expected: \u00e4)", "x\\u0085y"));
        assertThat(findings.warnings()).isEqualTo(List.of("z\\u007f"));
    }
}
