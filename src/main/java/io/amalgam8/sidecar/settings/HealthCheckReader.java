package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.words.NearestName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one health check from its mapping, or from its URL alone; notes everything that is wrong, each with its place. */
final class HealthCheckReader {

    private static final String TYPE = "type";
    private static final String VALUE = "value";
    private static final String INTERVAL = "interval";
    private static final String TIMEOUT = "timeout";
    private static final String METHOD = "method";
    private static final String CODE = "code";
    private static final String ARGS = "args";
    private static final String CA_CERT_FILE = "ca_cert_file";
    private static final String RISE = "rise";
    private static final String FALL = "fall";
    private static final String START_PERIOD = "start_period";
    private static final List<String> KEYS =
            List.of(TYPE, VALUE, INTERVAL, TIMEOUT, METHOD, CODE, ARGS, CA_CERT_FILE, RISE, FALL, START_PERIOD);
    private static final List<String> OF_HTTP = List.of(METHOD, CODE, CA_CERT_FILE);
    private static final List<String> OF_COMMAND = List.of(ARGS, CODE);
    private static final String FORM = "{type: http, value: 'http://localhost:8080/health'}";
    private static final Kind<Integer> TIMES = Kinds.number(1, 1000);
    private static final Kind<Integer> STATUS = Kinds.number(100, 599);
    private static final Kind<Integer> EXIT_CODE = Kinds.number(0, 255);
    private static final List<String> METHODS =
            List.of(HealthCheckValue.GET, "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

    private final Tree.Mapping mapping;
    private final String key;
    private final Findings findings;
    private final Map<String, Tree.Entry> parts = new LinkedHashMap<>();
    private boolean wrong;

    private HealthCheckReader(Tree.Mapping mapping, String key, Findings findings) {
        this.mapping = mapping;
        this.key = key;
        this.findings = findings;
    }

    /** The check that an item of a list describes; empty when something is wrong, which is then among the findings. */
    static Optional<HealthCheckOptions> read(Tree item, String key, Findings findings) {
        if (item instanceof Tree.Mapping mapping) {
            return new HealthCheckReader(mapping, key, findings).read();
        }
        if (item instanceof Tree.Scalar scalar) {
            Tree.Entry value = new Tree.Entry(VALUE, scalar.place(), scalar);
            return new HealthCheckReader(new Tree.Mapping(List.of(value), scalar.place()), key, findings).read();
        }
        findings.problem(item.place() + ": " + key + ": " + item.description() + " (expected: such as " + FORM + ")");
        return Optional.empty();
    }

    /** What such a URL means, with the usual for all else. */
    static HealthCheckOptions ofUrl(Given given) {
        return new HealthCheckOptions(
                HealthCheckValue.read(given),
                HealthCheckOptions.USUAL_INTERVAL,
                HealthCheckOptions.USUAL_TIMEOUT,
                HealthCheckOptions.USUAL_RISE,
                HealthCheckOptions.USUAL_FALL,
                HealthCheckOptions.USUAL_START_PERIOD);
    }

    private Optional<HealthCheckOptions> read() {
        mapping.entries().forEach(this::take);
        Optional<HealthCheckTarget> target = target();
        Duration interval =
                part(INTERVAL, Kinds.poll("Health check interval").reading()).orElse(HealthCheckOptions.USUAL_INTERVAL);
        Duration timeout =
                part(TIMEOUT, Kinds.poll("Health check timeout").reading()).orElse(usualTimeout(interval));
        int rise = part(RISE, TIMES.reading()).orElse(HealthCheckOptions.USUAL_RISE);
        int fall = part(FALL, TIMES.reading()).orElse(HealthCheckOptions.USUAL_FALL);
        Duration startPeriod =
                part(START_PERIOD, Kinds.DURATION.reading()).orElse(HealthCheckOptions.USUAL_START_PERIOD);
        return target.filter(known -> !wrong)
                .map(known -> new HealthCheckOptions(known, interval, timeout, rise, fall, startPeriod));
    }

    private void take(Tree.Entry entry) {
        if (!KEYS.contains(entry.key())) {
            refuse(entry.place(), "." + entry.key() + ": unknown key " + NearestName.hint(entry.key(), KEYS));
            return;
        }
        if (!(entry.value() instanceof Tree.Nothing)) {
            parts.put(entry.key(), entry);
        }
    }

    private Optional<HealthCheckTarget> target() {
        Optional<HealthCheckValue.Type> type = part(TYPE, HealthCheckValue.Type::read);
        if (!parts.containsKey(VALUE)) {
            refuse(mapping.place(), "." + VALUE + ": missing (expected: what to check, such as " + FORM + ")");
        }
        if (wrong) {
            return Optional.empty();
        }
        return part(
                        VALUE,
                        given -> type.map(known -> HealthCheckValue.read(given, known))
                                .orElseGet(() -> HealthCheckValue.read(given)))
                .flatMap(this::refine);
    }

    /** With what only checks of its type can say. */
    private Optional<HealthCheckTarget> refine(HealthCheckTarget plain) {
        if (plain instanceof HealthCheckTarget.Http http) {
            refuseOthers(OF_HTTP, "http");
            String method = part(METHOD, HealthCheckReader::readMethod).orElse(http.method());
            Optional<Integer> status = part(CODE, STATUS.reading());
            Optional<Path> authorities = part(CA_CERT_FILE, given -> readAuthorities(given, http));
            return Optional.of(new HealthCheckTarget.Http(http.url(), method, status, authorities));
        }
        if (plain instanceof HealthCheckTarget.Command command) {
            refuseOthers(OF_COMMAND, "file");
            List<String> words = new ArrayList<>(command.words());
            words.addAll(arguments());
            return Optional.of(new HealthCheckTarget.Command(
                    words, part(CODE, EXIT_CODE.reading()).orElse(command.exitCode())));
        }
        refuseOthers(List.of(), "tcp");
        return Optional.of(plain);
    }

    private void refuseOthers(List<String> own, String type) {
        for (String name : List.of(METHOD, CODE, ARGS, CA_CERT_FILE)) {
            Tree.Entry given = parts.get(name);
            if (given != null && !own.contains(name)) {
                refuse(given.place(), "." + name + ": given for a check of type " + type + " (expected: none)");
            }
        }
    }

    private List<String> arguments() {
        Tree.Entry given = parts.get(ARGS);
        if (given == null) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        boolean isList = given.value() instanceof Tree.Items;
        for (Tree item : given.value() instanceof Tree.Items items ? items.items() : List.<Tree>of()) {
            isList &= item instanceof Tree.Scalar;
            words.add(item instanceof Tree.Scalar scalar ? scalar.text() : "");
        }
        if (!isList || words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            refuse(
                    given.value().place(),
                    "." + ARGS + ": " + given.value().description()
                            + " (expected: a list of arguments, such as [-q, now])");
        }
        return words;
    }

    private <T> Optional<T> part(String name, Kind.Reading<T> reading) {
        Tree.Entry entry = parts.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof Tree.Scalar scalar)) {
            refuse(
                    entry.value().place(),
                    "." + name + ": " + entry.value().description() + " (expected: a single value)");
            return Optional.empty();
        }
        try {
            Origin origin = Origin.file(scalar.place(), key + "." + name);
            return Optional.of(reading.read(Given.text(scalar.text(), origin)));
        } catch (InvalidValueException e) {
            wrong = true;
            findings.problem(e.reason());
            return Optional.empty();
        }
    }

    private void refuse(String place, String problem) {
        wrong = true;
        findings.problem(place + ": " + key + problem);
    }

    private static Duration usualTimeout(Duration interval) {
        boolean isShorter = interval.compareTo(HealthCheckOptions.USUAL_TIMEOUT) < 0;
        return isShorter ? interval : HealthCheckOptions.USUAL_TIMEOUT;
    }

    private static String readMethod(Given given) {
        if (!METHODS.contains(given.text())) {
            throw Kinds.unlike(given, String.join(", ", METHODS));
        }
        return given.text();
    }

    private static Path readAuthorities(Given given, HealthCheckTarget.Http http) {
        if (!http.isSecure()) {
            throw Kinds.unlike(given, "none, or a check of type https");
        }
        Path file = Kinds.FILE.reading().read(given);
        FileChecks.checkAuthorities(given.name(), file);
        return file;
    }
}
