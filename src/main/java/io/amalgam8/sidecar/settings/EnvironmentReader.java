package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.words.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the {@code A8_*} variables. The environment is shared with others: what is unknown only warns. */
final class EnvironmentReader {

    private static final String PREFIX = "A8_";

    /** Of the command-line tool, of the installer, and of a sidecar whose application we are. */
    private static final Set<String> OF_OTHERS = Set.of(
            "A8_GREMLIN_URL",
            "A8_GREMLIN_TOKEN",
            "A8_LOG_SERVER",
            "A8_DEBUG",
            "A8_VERSION",
            "A8_DOWNLOAD_URL",
            "A8_JAVA_OPTS",
            "A8_SUPERVISED_BY");

    /** What Kubernetes and Docker's links set in every container for a service whose name begins with {@code a8-}. */
    private static final Pattern INJECTED_NAME =
            Pattern.compile("\\w+_(?:SERVICE_HOST|SERVICE_PORT\\w*|PORT_\\w+|ENV_\\w+)");

    private static final Pattern INJECTED_VALUE = Pattern.compile("(?:tcp|udp|sctp)://.*");

    /** Of which such a value is the meaning, and whose name nobody injects. */
    private static final String HEALTH_CHECKS = "A8_HEALTHCHECKS";

    private static final Pattern LINKED_NAME = Pattern.compile("/[^/]+/[^/]+");

    private EnvironmentReader() {}

    /** What is given, by option; an empty variable is none. */
    static Map<Option<?>, Given> read(Map<String, String> environment, Findings findings) {
        Map<String, String> ours = new TreeMap<>(environment);
        ours.entrySet()
                .removeIf(entry -> !entry.getKey().startsWith(PREFIX)
                        || entry.getValue().isEmpty()
                        || isInjected(entry.getKey(), entry.getValue()));
        Map<Option<?>, Given> values = new LinkedHashMap<>();
        Options.ALL.forEach(option -> option.variable()
                .ifPresent(name -> Optional.ofNullable(ours.remove(name))
                        .ifPresent(text -> values.put(option, Given.text(text, Origin.variable(name))))));
        ours.forEach((name, value) -> warnUnlessForeign(name, value, findings));
        return values;
    }

    private static boolean isInjected(String name, String value) {
        return !name.equals(HEALTH_CHECKS) && INJECTED_VALUE.matcher(value).matches();
    }

    private static void warnUnlessForeign(String name, String value, Findings findings) {
        boolean linked = name.endsWith("_NAME") && LINKED_NAME.matcher(value).matches();
        if (OF_OTHERS.contains(name) || INJECTED_NAME.matcher(name).matches() || linked) {
            return;
        }
        String hint = NearestName.near(name.substring(PREFIX.length()), variables())
                .map(nearest -> " (did you mean " + PREFIX + nearest + "?)")
                .orElse("");
        findings.warning(name + ": unknown variable, ignored" + hint);
    }

    /** Without the prefix, which all have and which hence makes none the nearer. */
    private static List<String> variables() {
        return Options.ALL.stream()
                .flatMap(option -> option.variable().stream())
                .map(variable -> variable.substring(PREFIX.length()))
                .toList();
    }
}
