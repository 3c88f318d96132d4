package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.admin.Readiness.Verdict;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Health.Part;
import io.amalgam8.sidecar.bus.Health.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadinessTest {

    @ParameterizedTest(name = "{0} is {1}, table complete {2}: {3}")
    @CsvSource({
        "SIDECAR,       UP,       true,  READY",
        "SIDECAR,       UP,       false, NOT_READY",
        "SIDECAR,       DEGRADED, true,  DEGRADED",
        "SIDECAR,       DOWN,     true,  NOT_READY",
        "REGISTRY,      UP,       true,  READY",
        "REGISTRY,      DEGRADED, true,  DEGRADED",
        "REGISTRY,      DOWN,     true,  DEGRADED",
        "REGISTRY,      DOWN,     false, NOT_READY",
        "CONTROLLER,    DEGRADED, true,  DEGRADED",
        "CONTROLLER,    DOWN,     true,  DEGRADED",
        "ROUTING_TABLE, DEGRADED, true,  DEGRADED",
        "ROUTING_TABLE, DOWN,     true,  NOT_READY",
        "PROXY,         DEGRADED, true,  DEGRADED",
        "PROXY,         DOWN,     true,  NOT_READY",
        "REGISTRATION,  DOWN,     true,  DEGRADED",
        "APPLICATION,   DOWN,     true,  DEGRADED",
        "HEALTH_CHECKS, UP,       true,  READY",
        "HEALTH_CHECKS, DOWN,     true,  DEGRADED",
    })
    void judgesByEachPart(Part part, State state, boolean tableComplete, Verdict verdict) {
        Readiness readiness = up().with(new Health(part, state, ""));
        assertThat(readiness.verdict(tableComplete)).isEqualTo(verdict);
        assertThat(readiness.reasons(tableComplete).isEmpty()).isEqualTo(verdict == Verdict.READY);
        assertThat(verdict.takesCalls()).isEqualTo(verdict != Verdict.NOT_READY);
    }

    @Test
    void isNotReadyBeforeTheSidecarSaysSo() {
        assertThat(Readiness.SILENT.verdict(true)).isEqualTo(Verdict.NOT_READY);
        assertThat(Readiness.SILENT.reasons(true)).containsExactly("sidecar is starting");
        Readiness partly = Readiness.SILENT.with(new Health(Part.PROXY, State.UP, ""));
        assertThat(partly.verdict(true)).isEqualTo(Verdict.NOT_READY);
    }

    @Test
    void namesTheServersThatHaveNotAnsweredYet() {
        Readiness started = Readiness.SILENT.with(new Health(Part.SIDECAR, State.UP, "runs"));
        Readiness half = started.with(new Health(Part.CONTROLLER, State.UP, "answers"));

        assertThat(started.reasons(false))
                .containsExactly("routing table is not complete: registry and controller have not answered yet");
        assertThat(half.reasons(false)).containsExactly("routing table is not complete: registry has not answered yet");
        assertThat(half.with(new Health(Part.REGISTRY, State.UP, "answers")).reasons(false))
                .containsExactly("routing table is not complete: what registry and controller have answered is being"
                        + " worked in");
    }

    @Test
    void followsTheLastThatAPartHasSaid() {
        Readiness away = up().with(new Health(Part.REGISTRY, State.DEGRADED, "connection refused"));
        assertThat(away.reasons(true)).containsExactly("registry is degraded: connection refused");
        assertThat(away.with(new Health(Part.REGISTRY, State.UP, "")).verdict(true))
                .isEqualTo(Verdict.READY);
        assertThat(away.with(new Health(Part.SIDECAR, State.DOWN, "stopping")).verdict(true))
                .isEqualTo(Verdict.NOT_READY);
    }

    private static Readiness up() {
        return Readiness.SILENT.with(new Health(Part.SIDECAR, State.UP, ""));
    }
}
