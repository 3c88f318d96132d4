package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.CommandOptions.Ending;
import io.amalgam8.sidecar.config.CommandOptions.OnExit;
import io.amalgam8.sidecar.config.CommandOptions.Restart;
import io.amalgam8.sidecar.config.CommandOptions.StopSignal;
import io.amalgam8.sidecar.config.CommandOptions.Stopping;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.words.NearestName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one command from its mapping; notes everything that is wrong with it, each with its place. */
final class CommandReader {

    static final String FORM = "[{cmd: [nginx, -q], on_exit: terminate}]";

    private static final String CMD = "cmd";
    private static final String ENV = "env";
    private static final String ON_EXIT = "on_exit";
    private static final String KILL_GROUP = "kill_group";
    private static final String RESTART = "restart";
    private static final String STOP_SIGNAL = "stop_signal";
    private static final String STOP_TIMEOUT = "stop_timeout";
    private static final List<String> KEYS = List.of(CMD, ENV, ON_EXIT, KILL_GROUP, RESTART, STOP_SIGNAL, STOP_TIMEOUT);

    private final Tree.Mapping mapping;
    private final String key;
    private final Findings findings;
    private final Map<String, Tree> parts = new HashMap<>();
    private boolean wrong;

    private CommandReader(Tree.Mapping mapping, String key, Findings findings) {
        this.mapping = mapping;
        this.key = key;
        this.findings = findings;
    }

    /** The command; empty when something is wrong with it, which is then among the findings. */
    static Optional<CommandOptions> read(Tree item, String key, Findings findings) {
        if (item instanceof Tree.Mapping mapping) {
            return new CommandReader(mapping, key, findings).read();
        }
        findings.problem(item.place() + ": " + key + ": " + item.description() + " in the list (expected: such as "
                + FORM + ")");
        return Optional.empty();
    }

    private Optional<CommandOptions> read() {
        mapping.entries().forEach(this::take);
        List<String> words = words();
        Map<String, Secret> environment = environment();
        Ending ending = ending();
        Stopping stopping = new Stopping(
                part(STOP_SIGNAL, CommandReader::readSignal),
                part(STOP_TIMEOUT, Kinds.DURATION.reading()),
                part(KILL_GROUP, Kinds.SWITCH.reading()).orElse(true));
        return wrong ? Optional.empty() : Optional.of(new CommandOptions(words, environment, ending, stopping));
    }

    private void take(Tree.Entry entry) {
        if (!KEYS.contains(entry.key())) {
            refuse(entry.place(), "." + entry.key() + ": unknown key " + NearestName.hint(entry.key(), KEYS));
            return;
        }
        if (!(entry.value() instanceof Tree.Nothing)) {
            parts.put(entry.key(), entry.value());
        }
    }

    private List<String> words() {
        List<Tree.Scalar> words = list(CMD, "a list, the program first, such as [nginx, -q]");
        if (!wrong && (words.isEmpty() || words.get(0).text().isEmpty())) {
            String place = Optional.ofNullable(parts.get(CMD)).map(Tree::place).orElse(mapping.place());
            refuse(place, "." + CMD + ": Invalid command provided for process (expected: such as [nginx, -q])");
        }
        for (Tree.Scalar word : words) {
            if (word.text().indexOf('\0') >= 0) {
                refuse(word.place(), "." + CMD + ": a NUL character (expected: none)");
            }
        }
        return words.stream().map(Tree.Scalar::text).toList();
    }

    /** The texts are never shown: a password often stands there. */
    private Map<String, Secret> environment() {
        Map<String, Secret> environment = new LinkedHashMap<>();
        for (Tree.Scalar variable : list(ENV, "a list, such as [NAME=VALUE]")) {
            int equals = variable.text().indexOf('=');
            if (equals < 1 || variable.text().indexOf('\0') >= 0) {
                refuse(variable.place(), "." + ENV + ": not a variable (expected: NAME=VALUE)");
                continue;
            }
            String name = variable.text().substring(0, equals);
            if (environment.put(name, new Secret(variable.text().substring(equals + 1))) != null) {
                refuse(variable.place(), "." + ENV + ": " + name + " given twice (expected: once)");
            }
        }
        return environment;
    }

    private Ending ending() {
        OnExit onExit = part(ON_EXIT, CommandReader::readOnExit).orElse(OnExit.IGNORE);
        Restart restart = part(RESTART, CommandReader::readRestart).orElse(Restart.NEVER);
        if (onExit == OnExit.TERMINATE && restart == Restart.ALWAYS) {
            String place =
                    Optional.ofNullable(parts.get(ON_EXIT)).map(Tree::place).orElse(mapping.place());
            refuse(
                    place,
                    "." + ON_EXIT + ": terminate (expected: ignore beside restart always, which never lets it be)");
        }
        return new Ending(onExit, restart);
    }

    private <T> Optional<T> part(String name, Kind.Reading<T> reading) {
        Tree value = parts.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Tree.Scalar scalar)) {
            refuse(value.place(), "." + name + ": " + value.description() + " (expected: a single value)");
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

    private List<Tree.Scalar> list(String name, String expectation) {
        Tree value = parts.get(name);
        if (value == null) {
            return List.of();
        }
        boolean isList = value instanceof Tree.Items;
        List<Tree> items = value instanceof Tree.Items list ? list.items() : List.of();
        if (isList && items.stream().allMatch(Tree.Scalar.class::isInstance)) {
            return items.stream().map(Tree.Scalar.class::cast).toList();
        }
        String description = isList ? "a list of lists or mappings" : value.description();
        refuse(value.place(), "." + name + ": " + description + " (expected: " + expectation + ")");
        return List.of();
    }

    private void refuse(String place, String problem) {
        wrong = true;
        findings.problem(place + ": " + key + problem);
    }

    private static OnExit readOnExit(Given given) {
        return switch (given.text()) {
            case "terminate" -> OnExit.TERMINATE;
            case "", "ignore" -> OnExit.IGNORE;
            default ->
                throw InvalidValueException.saying(given.name() + ": Unrecognized OnExit command '" + given.text()
                        + "'. Supported process OnExit types are 'ignore' and 'terminate'");
        };
    }

    private static Restart readRestart(Given given) {
        return Arrays.stream(Restart.values())
                .filter(restart -> CommandItems.word(restart).equals(given.text()))
                .findFirst()
                .orElseThrow(() -> Kinds.unlike(given, "never, on-failure or always"));
    }

    private static StopSignal readSignal(Given given) {
        String name = given.text().startsWith("SIG") ? given.text().substring(3) : given.text();
        return Arrays.stream(StopSignal.values())
                .filter(signal -> signal.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Kinds.unlike(
                        given,
                        Arrays.stream(StopSignal.values()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
