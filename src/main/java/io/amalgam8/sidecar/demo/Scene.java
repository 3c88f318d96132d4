package io.amalgam8.sidecar.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Who takes part in the demo, and where each listens.
 *
 * @param taken the usual ports at which somebody else is
 * @param greeters the instances of the service
 */
record Scene(
        Program program,
        Path logs,
        int gateway,
        int gatewayAdmin,
        int registry,
        int controller,
        List<Integer> taken,
        List<Greeter> greeters) {

    static final String SERVICE = "helloworld";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String CONTROL_PLANE_POLL = "1s";
    private static final List<String> VERSIONS = List.of("v1", "v1", "v2");
    private static final int PORTS = 4 + 2 * VERSIONS.size();

    /** Where {@code a8sidecar status}, {@code a8ctl} and people look when nobody tells them otherwise. */
    private static final int USUAL_ADMIN = 5813;

    private static final int USUAL_REGISTRY = 31300;
    private static final int USUAL_CONTROLLER = 31200;

    Scene {
        taken = List.copyOf(taken);
        greeters = List.copyOf(greeters);
    }

    /** One instance of the service: an application with a sidecar of its own. */
    record Greeter(String name, String version, int port, int adminPort) {

        String endpoint() {
            return LOOPBACK + ":" + port;
        }
    }

    /**
     * With the servers and the gateway's admin API at their usual ports, those excepted that somebody else has.
     *
     * @param gateway where the gateway listens; 0: everybody at a free port
     */
    static Scene with(Program program, Path logs, int gateway) throws IOException {
        return with(program, logs, gateway, port -> Ports.takenOn(port).isPresent());
    }

    static Scene with(Program program, Path logs, int gateway, IntPredicate isTaken) throws IOException {
        Iterator<Integer> free = Ports.free(PORTS).iterator();
        int proxy = gateway == 0 ? free.next() : gateway;
        List<Integer> taken = IntStream.of(USUAL_REGISTRY, USUAL_CONTROLLER, USUAL_ADMIN)
                .filter(usual -> gateway != 0 && gateway != usual && isTaken.test(usual))
                .boxed()
                .toList();
        IntUnaryOperator place =
                usual -> gateway == 0 || gateway == usual || taken.contains(usual) ? free.next() : usual;
        List<Greeter> greeters = IntStream.range(0, VERSIONS.size())
                .mapToObj(i -> new Greeter(name(i), VERSIONS.get(i), free.next(), free.next()))
                .toList();
        return new Scene(
                program,
                logs,
                proxy,
                place.applyAsInt(USUAL_ADMIN),
                place.applyAsInt(USUAL_REGISTRY),
                place.applyAsInt(USUAL_CONTROLLER),
                taken,
                greeters);
    }

    /** Whether everything is found by those who are told nothing. */
    boolean isAtUsualPorts() {
        return gatewayAdmin == USUAL_ADMIN && registry == USUAL_REGISTRY && controller == USUAL_CONTROLLER;
    }

    String registryUrl() {
        return "http://" + LOOPBACK + ":" + registry;
    }

    String controllerUrl() {
        return "http://" + LOOPBACK + ":" + controller;
    }

    /** Where callers find the service: the name has both loopbacks, and so has the gateway. */
    String callUrl() {
        return "http://localhost:" + gateway + "/" + SERVICE + "/hello";
    }

    Part controlPlane() {
        List<String> arguments = List.of(
                "control-plane",
                "--registry_port",
                Integer.toString(registry),
                "--controller_port",
                Integer.toString(controller));
        String detail = "registry " + LOOPBACK + ":" + registry + ", controller " + LOOPBACK + ":" + controller;
        return new Part("control-plane", detail, program.quick(arguments));
    }

    Part part(Greeter greeter) {
        List<String> arguments = new ArrayList<>(List.of("--register", "--service", SERVICE + ":" + greeter.version()));
        arguments.addAll(List.of("--endpoint_host", LOOPBACK, "--endpoint_port", Integer.toString(greeter.port())));
        arguments.addAll(List.of("--registry_url", registryUrl(), "--registry_poll", CONTROL_PLANE_POLL));
        arguments.addAll(List.of("--admin_port", Integer.toString(greeter.adminPort()), "--supervise"));
        arguments.addAll(
                program.application(List.of(greeter.version(), greeter.name(), Integer.toString(greeter.port()))));
        String detail = SERVICE + " " + greeter.version() + " on " + greeter.endpoint() + ", with a sidecar of its own";
        return new Part(greeter.name(), detail, program.quick(arguments));
    }

    Part gatewayPart() {
        List<String> arguments = new ArrayList<>(List.of("--proxy", "--service", "gateway"));
        arguments.addAll(List.of("--proxy_port", Integer.toString(gateway)));
        arguments.addAll(List.of("--admin_port", Integer.toString(gatewayAdmin), "--log_dir", logs.toString()));
        arguments.addAll(List.of("--registry_url", registryUrl(), "--registry_poll", CONTROL_PLANE_POLL));
        arguments.addAll(List.of("--controller_url", controllerUrl(), "--controller_poll", CONTROL_PLANE_POLL));
        String detail = "proxy localhost:" + gateway + ", admin " + LOOPBACK + ":" + gatewayAdmin;
        return new Part("gateway", detail, program.strong(arguments));
    }

    private static String name(int index) {
        String version = VERSIONS.get(index);
        long nth =
                VERSIONS.subList(0, index + 1).stream().filter(version::equals).count();
        return SERVICE + "-" + version + "-" + nth;
    }
}
