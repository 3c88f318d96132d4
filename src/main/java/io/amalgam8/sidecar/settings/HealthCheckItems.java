package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The checks of the application's health: {@code http://localhost:8080/health,…} in a flag or a variable, mappings in a
 * document. Between reading and use each mapping is kept as a line of YAML.
 */
final class HealthCheckItems {

    static final Records<List<HealthCheckOptions>> RECORDS =
            new Records<>(HealthCheckItems::read, HealthCheckItems::parse, HealthCheckItems::write);

    private HealthCheckItems() {}

    private static Optional<List<String>> parse(Tree.Items list, String key, Findings findings) {
        List<Optional<HealthCheckOptions>> checks = list.items().stream()
                .map(item -> HealthCheckReader.read(item, key, findings))
                .toList();
        return checks.stream().allMatch(Optional::isPresent)
                ? Optional.of(
                        checks.stream().map(check -> line(check.orElseThrow())).toList())
                : Optional.empty();
    }

    private static List<HealthCheckOptions> read(Given given) {
        boolean isText = given.items().size() == 1 && !given.items().get(0).startsWith("{");
        List<String> items = isText ? Kinds.items(given) : given.items();
        return items.stream().map(item -> read(item, given)).toList();
    }

    private static HealthCheckOptions read(String item, Given given) {
        if (!item.startsWith("{")) {
            return HealthCheckReader.ofUrl(Given.text(item, given.origin()));
        }
        return HealthCheckReader.read(YamlText.parse(given.name(), item), "", new Findings())
                .orElseThrow(() -> InvalidValueException.saying(given.name() + ": not what was read before"));
    }

    private static String write(Given given) {
        return read(given).stream().map(HealthCheckItems::line).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String line(HealthCheckOptions check) {
        List<String> parts = new ArrayList<>(target(check.target()));
        parts.add("interval: " + seconds(check.interval()));
        parts.add("timeout: " + seconds(check.timeout()));
        parts.add("rise: " + check.rise());
        parts.add("fall: " + check.fall());
        parts.add("start_period: " + seconds(check.startPeriod()));
        return parts.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static List<String> target(HealthCheckTarget target) {
        List<String> parts = new ArrayList<>();
        if (target instanceof HealthCheckTarget.Http http) {
            parts.add("type: " + (http.isSecure() ? "https" : "http"));
            parts.add("value: " + YamlLayout.quote(http.url().toString()));
            parts.add("method: " + http.method());
            http.status().ifPresent(status -> parts.add("code: " + status));
            http.authorities().ifPresent(file -> parts.add("ca_cert_file: " + YamlLayout.quote(file.toString())));
        }
        if (target instanceof HealthCheckTarget.Tcp tcp) {
            parts.add("type: tcp");
            parts.add("value: " + YamlLayout.quote(tcp.title()));
        }
        if (target instanceof HealthCheckTarget.Command command) {
            List<String> words = command.words();
            parts.add("type: file");
            parts.add("value: " + YamlLayout.quote(words.get(0)));
            parts.add("args: "
                    + words.stream().skip(1).map(YamlLayout::quote).collect(Collectors.joining(", ", "[", "]")));
            parts.add("code: " + command.exitCode());
        }
        return parts;
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
    }
}
