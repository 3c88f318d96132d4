package io.amalgam8.sidecar.testing;

import java.util.regex.Matcher;

/** A registry and a controller, as {@code a8sidecar control-plane} runs them. */
public final class EmbeddedControlPlane implements AutoCloseable {

    private final Program program;
    private final String registry;
    private final String controller;

    private EmbeddedControlPlane(Program program) {
        this.program = program;
        Matcher ports = program.awaitLine("registry=(\\S+) controller=(\\S+)");
        registry = "http://" + ports.group(1);
        controller = "http://" + ports.group(2);
    }

    /** On ports that the system chooses. */
    public static EmbeddedControlPlane start() {
        return start("0", "0");
    }

    /** On these ports. */
    public static EmbeddedControlPlane start(String registryPort, String controllerPort) {
        return new EmbeddedControlPlane(
                Program.start("control-plane", "--registry_port", registryPort, "--controller_port", controllerPort));
    }

    public String registry() {
        return registry;
    }

    public String controller() {
        return controller;
    }

    /** The registry's listing of one service, as JSON text. */
    public String instancesOf(String service) {
        return Http.get(registry + "/api/v1/instances?service_name=" + service).body();
    }

    /** Replaces all route rules of a service. */
    public void route(String service, String rules) {
        put("routes", service, rules);
    }

    /** Replaces all action rules of a service. */
    public void act(String service, String rules) {
        put("actions", service, rules);
    }

    public Program program() {
        return program;
    }

    @Override
    public void close() {
        program.close();
    }

    private void put(String kind, String service, String rules) {
        var answer = Http.put(controller + "/v1/rules/" + kind + "/" + service, "{\"rules\":" + rules + "}");
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }
}
