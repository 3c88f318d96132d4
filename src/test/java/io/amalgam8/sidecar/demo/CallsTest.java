package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallsTest {

    @Test
    void drawsEachVersionsShare() {
        Calls calls = new Calls(Map.of("v1", Map.of("a", 30)), 10);
        assertThat(calls.chart())
                .isEqualTo(List.of(
                        "v1      30  " + "#".repeat(30) + " ".repeat(12) + "a 30",
                        "none    10  " + "#".repeat(10) + " ".repeat(32) + "calls without an answer from the service"));
    }
}
