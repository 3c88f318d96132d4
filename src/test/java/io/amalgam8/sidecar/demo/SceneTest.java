package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the demo's parts listen. */
final class SceneTest {

    private static final int ADMIN = 5813;
    private static final int CONTROLLER = 31200;
    private static final int REGISTRY = 31300;
    private static final Program PROGRAM =
            new Program(Path.of("java"), List.of("-jar", "a8sidecar.jar"), "a8sidecar.jar");

    @Test
    void nobodyIsAtAUsualPortWhereTheGatewayIsAtAFreeOne() throws IOException {
        Scene scene = Scene.with(PROGRAM, Path.of("logs"), 0);

        assertThat(ports(scene)).doesNotHaveDuplicates().doesNotContain(0, ADMIN, CONTROLLER, REGISTRY);
    }

    @Test
    void aGatewayThatIsGivenAUsualPortHasIt() throws IOException {
        Scene scene = Scene.with(PROGRAM, Path.of("logs"), REGISTRY);

        assertThat(scene.gateway()).isEqualTo(REGISTRY);
        assertThat(ports(scene)).doesNotHaveDuplicates();
    }

    @Test
    void leavesAUsualPortToWhoeverHasItAndSaysSo() throws IOException {
        Scene scene = Scene.with(PROGRAM, Path.of("logs"), 6379, port -> port == REGISTRY);

        assertThat(scene.taken()).containsExactly(REGISTRY);
        assertThat(scene.isAtUsualPorts()).isFalse();
        assertThat(scene.registry()).isNotEqualTo(REGISTRY);
        assertThat(scene.controller()).isEqualTo(CONTROLLER);
        assertThat(scene.gatewayAdmin()).isEqualTo(ADMIN);
        assertThat(ports(scene)).doesNotHaveDuplicates();
    }

    @Test
    void isAtTheUsualPortsWhereNobodyIs() throws IOException {
        Scene scene = Scene.with(PROGRAM, Path.of("logs"), 6379, port -> false);

        assertThat(scene.taken()).isEmpty();
        assertThat(scene.isAtUsualPorts()).isTrue();
    }

    private static List<Integer> ports(Scene scene) {
        List<Integer> ports =
                new ArrayList<>(List.of(scene.gateway(), scene.gatewayAdmin(), scene.registry(), scene.controller()));
        scene.greeters().forEach(greeter -> ports.addAll(List.of(greeter.port(), greeter.adminPort())));
        return ports;
    }
}
