package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order findings are told. */
final class FileOrderTest {

    @Test
    void aFilesFindingsAreToldFromTopToBottom() {
        assertThat(FileOrder.of(List.of("a:11:25: x", "a:11:72: y", "a:2:47: z")))
                .containsExactly("a:2:47: z", "a:11:25: x", "a:11:72: y");
    }

    @Test
    void whatStandsInNoFileKeepsItsPlace() {
        assertThat(FileOrder.of(List.of("--x: 1", "a:2:1: x", "b:1:1: y", "A8_Y: 2", "a:1:1: z")))
                .containsExactly("--x: 1", "a:1:1: z", "b:1:1: y", "A8_Y: 2", "a:2:1: x");
    }

    @Test
    void findingsOfOnePlaceKeepTheirOrder() {
        assertThat(FileOrder.of(List.of("a:1:1: y", "a:1:1: x"))).containsExactly("a:1:1: y", "a:1:1: x");
    }
}
