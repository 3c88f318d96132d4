package io.amalgam8.sidecar.demo;

import io.amalgam8.sidecar.demo.Scene.Greeter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Something to try while the demo runs.
 *
 * @param commands for a shell, to be pasted as they are
 */
record Lesson(String title, List<String> commands) {

    private static final String QUARTER_TO_V2 = """
            {"rules": [
              {"destination": "helloworld", "priority": 1,
               "route": {"backends": [{"tags": ["v2"], "weight": 0.25}, {"tags": ["v1"]}]}}]}""";

    private static final String ALICE_TO_V2 = """
            {"rules": [
              {"destination": "helloworld", "priority": 2, "match": {"headers": {"Cookie": ".*?user=Alice"}},
               "route": {"backends": [{"tags": ["v2"]}]}},
              {"destination": "helloworld", "priority": 1,
               "route": {"backends": [{"tags": ["v1"]}]}}]}""";

    private static final String DELAY = """
            {"rules": [
              {"destination": "helloworld", "priority": 10,
               "actions": [{"action": "delay", "duration": 2, "probability": 1}]}]}""";

    private static final String ABORT = """
            {"rules": [
              {"destination": "helloworld", "priority": 10,
               "actions": [{"action": "abort", "return_code": 503, "probability": 0.5}]}]}""";

    Lesson {
        commands = List.copyOf(commands);
    }

    /** Each changes what the one before has set; a change is felt within a second. */
    static List<Lesson> of(Scene scene) {
        String url = scene.callUrl();
        String rules = scene.controllerUrl() + "/v1/rules";
        return List.of(
                new Lesson("Where do calls go? Count a hundred", List.of(counted("curl -s " + url))),
                new Lesson("Send a quarter of all calls to v2", List.of(put(rules + "/routes", QUARTER_TO_V2))),
                new Lesson(
                        "Send Alice to v2 and everybody else to v1",
                        List.of(
                                put(rules + "/routes", ALICE_TO_V2),
                                "curl -H 'Cookie: user=Alice' " + url,
                                "curl -H 'Cookie: user=Bob' " + url)),
                new Lesson(
                        "Delay every call by two seconds",
                        List.of(put(rules + "/actions", DELAY), "curl -w 'after %{time_total} s\\n' " + url)),
                new Lesson(
                        "Abort half of all calls with 503 instead",
                        List.of(
                                put(rules + "/actions", ABORT),
                                counted("curl -s -o /dev/null -w '%{http_code}\\n' " + url))),
                new Lesson("Remove all rules", List.of("curl -X DELETE " + rules)));
    }

    /** How the tools find this demo where they would ask somebody else; empty where they find it by themselves. */
    static Optional<Lesson> aiming(Scene scene) {
        if (scene.isAtUsualPorts()) {
            return Optional.empty();
        }
        String taken = scene.taken().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return Optional.of(new Lesson(
                (taken.isEmpty() ? "Not at the usual ports" : "Somebody else is at " + taken)
                        + ": say to a8ctl, status and explain where the demo is, in each terminal",
                List.of("export A8_CONTROLLER_URL=" + scene.controllerUrl() + " A8_REGISTRY_URL=" + scene.registryUrl()
                        + " A8_ADMIN_PORT=" + scene.gatewayAdmin())));
    }

    /** What the gateway says of itself. */
    static Lesson looking(Scene scene) {
        String admin = "http://127.0.0.1:" + scene.gatewayAdmin();
        return new Lesson(
                "Look into the gateway: instances and rules, health, meters",
                List.of("curl " + admin + "/a8-admin", "curl " + admin + "/readyz", "curl " + admin + "/metrics"));
    }

    /** How to see an instance die. */
    static Lesson killing(Greeter greeter, long application) {
        return new Lesson(
                "Kill the application of " + greeter.name() + ": calls go on to the others",
                List.of("kill -9 " + application));
    }

    private static String put(String url, String json) {
        return "curl -X PUT -H 'Content-Type: application/json' " + url + "/" + Scene.SERVICE + " -d '" + json + "'";
    }

    private static String counted(String command) {
        return "for i in $(seq 100); do " + command + "; done | sort | uniq -c";
    }
}
