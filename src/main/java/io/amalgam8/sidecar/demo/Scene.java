package io.amalgam8.sidecar.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who takes part in the demo, and where each listens.
 *
 * @param greeters the instances of the service
 */
record Scene(
        Program program,
        Path logs,
        int gateway,
        int gatewayAdmin,
        int registry,
        int controller,
        List<Greeter> greeters) {

    static final String SERVICE = "helloworld";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String CONTROL_PLANE_POLL = "1s";
    private static final List<String> VERSIONS = List.of("v1", "v1", "v2");
    private static final int PORTS = 3 + 2 * VERSIONS.size();

    Scene {
        greeters = List.copyOf(greeters);
    }

    /** One instance of the service: an application with a sidecar of its own. */
    record Greeter(String name, String version, int port, int adminPort) {

        String endpoint() {
            return LOOPBACK + ":" + port;
        }
    }

    static Scene with(Program program, Path logs, int gateway) throws IOException {
        List<Integer> ports = Ports.free(PORTS);
        List<Greeter> greeters = IntStream.range(0, VERSIONS.size())
                .mapToObj(i -> new Greeter(name(i), VERSIONS.get(i), ports.get(3 + 2 * i), ports.get(4 + 2 * i)))
                .toList();
        return new Scene(program, logs, gateway, ports.get(0), ports.get(1), ports.get(2), greeters);
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
