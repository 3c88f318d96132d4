package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands to run: each a mapping in the file. Between reading and use each one is kept as a line of YAML. */
final class CommandItems {

    static final Records<List<CommandOptions>> RECORDS =
            new Records<>(CommandItems::read, CommandItems::parse, CommandItems::write);

    private CommandItems() {}

    private static Optional<List<String>> parse(Tree.Items list, String key, Findings findings) {
        List<Optional<CommandOptions>> commands = list.items().stream()
                .map(item -> CommandReader.read(item, key, findings))
                .toList();
        return commands.stream().allMatch(Optional::isPresent)
                ? Optional.of(commands.stream()
                        .map(command -> line(command.orElseThrow(), Secret::value))
                        .toList())
                : Optional.empty();
    }

    private static List<CommandOptions> read(Given given) {
        return given.items().stream()
                .map(line -> CommandReader.read(YamlText.parse("", line), "", new Findings())
                        // The text is not shown: it may hold a secret.
                        .orElseThrow(() -> InvalidValueException.saying(
                                given.name() + ": a single value (expected: a list of commands, such as "
                                        + CommandReader.FORM + ")")))
                .toList();
    }

    private static String write(Given given) {
        return read(given).stream()
                .map(command -> line(command, Secret::toString))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String line(CommandOptions command, Function<Secret, String> shown) {
        List<String> parts = new ArrayList<>();
        parts.add("cmd: " + list(command.words().stream()));
        Map<String, Secret> environment = new TreeMap<>(command.environment());
        if (!environment.isEmpty()) {
            parts.add("env: "
                    + list(environment.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + shown.apply(entry.getValue()))));
        }
        parts.add("on_exit: " + word(command.ending().onExit()));
        parts.add("kill_group: " + command.stopping().wholeGroup());
        parts.add("restart: " + word(command.ending().restart()));
        command.stopping().signal().ifPresent(signal -> parts.add("stop_signal: " + signal));
        command.stopping().timeout().ifPresent(timeout -> parts.add("stop_timeout: " + seconds(timeout)));
        return parts.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static String seconds(Duration timeout) {
        return BigDecimal.valueOf(timeout.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
    }

    private static String list(Stream<String> words) {
        return words.map(YamlLayout::quote).collect(Collectors.joining(", ", "[", "]"));
    }

    /** As it is written in the file. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
