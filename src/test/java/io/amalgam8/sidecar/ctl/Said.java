package io.amalgam8.sidecar.ctl;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a verb said, and the code that it ended with. */
record Said(int code, String out, String error) {

    /** One of the verbs. */
    @FunctionalInterface
    interface Run {
        int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream error);
    }

    static Said by(Run verb, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        int code = verb.run(
                List.of(arguments),
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(error, true, StandardCharsets.UTF_8));
        return new Said(code, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }
}
