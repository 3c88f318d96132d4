package io.amalgam8.sidecar.controlplane;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The two servers of the control plane, and in what their answers differ. */
enum Face {
    REGISTRY("registry", "--registry_port", true),
    CONTROLLER("controller", "--controller_port", false);

    private final String listener;
    private final String portOption;
    private final boolean compresses;

    Face(String listener, String portOption, boolean compresses) {
        this.listener = listener;
        this.portOption = portOption;
        this.compresses = compresses;
    }

    String listener() {
        return listener;
    }

    String portOption() {
        return portOption;
    }

    /** Whether it answers in gzip when asked to. */
    boolean compresses() {
        return compresses;
    }

    /** An error of its API, in its own form. */
    Answer failure(int status, String id, String text) {
        if (this == REGISTRY) {
            return commonFailure(status, text);
        }
        Map<String, String> body = new TreeMap<>(Comparator.reverseOrder());
        body.put("error", id);
        body.put("description", text);
        return Answer.json(status, Json.write(body));
    }

    /** An error before any API is reached, in the form that both share. */
    static Answer commonFailure(int status, String text) {
        return Answer.json(status, Json.write(Map.of("Error", text)));
    }
}
