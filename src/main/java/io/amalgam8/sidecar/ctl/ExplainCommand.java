package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The verb {@code explain}: where a call would go, and why; asked of the running sidecar, which calls nobody for it. */
public final class ExplainCommand {

    private static final String HEADER = "--header";

    /** A token, as RFC 9110 has it. */
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private ExplainCommand() {}

    /**
     * Runs it.
     *
     * @param arguments what follows the verb
     * @return the exit code: 0 when the call goes to an instance, 1 when the sidecar answers it itself, 2 for wrong
     *     arguments, 3 for an unexpected answer, 4 when nobody can be asked
     */
    public static int run(List<String> arguments, Map<String, String> environment) {
        return run(arguments, environment, System.out, System.err);
    }

    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream error) {
        Verb verb = new Verb("explain", environment, out, error);
        describe(verb.spec());
        return verb.run(arguments, ExplainCommand::explain);
    }

    private static void describe(CommandSpec spec) {
        spec.usageMessage()
                .customSynopsis("a8sidecar explain [METHOD] PATH [-H 'NAME: VALUE']... [OPTION...]")
                .description(
                        "Tells where a call through the proxy would go, and why: each rule in order and the clause that"
                                + " held or failed, the backends and their shares, the instances, the fault, the"
                                + " timeouts. Nothing is called.",
                        "",
                        "  a8sidecar explain GET /reviews/x -H 'Cookie: user=jason'",
                        "")
                .footer("", """
                        Exit codes
                          0   the call goes to an instance
                          1   the sidecar answers it itself: no such service, no rule that holds, no
                              instance, a malformed request, or an abort that always fires
                          2   wrong usage
                          3   its answer is not the admin API's, or says that no calls are routed there
                          4   no sidecar can be reached there
                          74  the explanation cannot be written""");
        spec.addOption(OptionSpec.builder("-H", HEADER)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel("'NAME: VALUE'")
                .description("a header of the call; may be given many times")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1..2")
                .paramLabel("[METHOD] PATH")
                .description("what the application would call, such as GET /reviews/x (default method: GET)")
                .build());
    }

    private static ExitCode explain(ParseResult given, AdminClient client, Screen screen)
            throws FailedQuestionException {
        JsonNode explanation = client.get(question(given));
        if (!explanation.path("decision").path("forwarded").isBoolean()) {
            throw client.foreign();
        }
        if (Verb.wantsJson(given)) {
            screen.raw(Verb.pretty(explanation));
        } else {
            new ExplanationText(screen, explanation).print();
        }
        return isForwarded(explanation) ? ExitCode.GOOD : ExitCode.LESS_GOOD;
    }

    private static String question(ParseResult given) {
        List<String> words = given.matchedPositionalValue(0, List.of());
        String path = words.isEmpty() ? "none" : words.get(words.size() - 1);
        if (words.isEmpty() || words.size() > 2 || !(path.startsWith("/") || path.contains("://"))) {
            throw new ParameterException(
                    given.commandSpec().commandLine(), "PATH: " + path + " (expected: such as /reviews/x)");
        }
        String method = words.size() == 2 ? words.get(0) : "GET";
        if (!METHOD.matcher(method).matches()) {
            throw new ParameterException(
                    given.commandSpec().commandLine(), "METHOD: " + method + " (expected: such as GET)");
        }
        StringBuilder query = new StringBuilder("/explain?method=")
                .append(encoded(method))
                .append("&path=")
                .append(encoded(path));
        for (String header : given.matchedOptionValue(HEADER, List.<String>of())) {
            if (header.indexOf(':') < 1) {
                // Without the text: it may be a secret.
                throw new ParameterException(
                        given.commandSpec().commandLine(), HEADER + ": no colon (expected: 'NAME: VALUE')");
            }
            query.append("&header=").append(encoded(header));
        }
        return query.toString();
    }

    private static boolean isForwarded(JsonNode explanation) {
        return explanation.path("decision").path("forwarded").asBoolean()
                && CertainAbort.of(explanation).isEmpty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
