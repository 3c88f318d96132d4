package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.ctl.Screen.Tone;
import io.amalgam8.sidecar.ctl.StatusReport.Ejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A status on one screen: what does not fit is counted. */
final class StatusText {

    private static final int MOST_ROWS = 12;
    private static final Duration MINUTES_FROM = Duration.ofMinutes(2);
    private static final Duration HOURS_FROM = Duration.ofHours(2);

    private final Screen screen;
    private final StatusReport report;
    private final InstantSource clock;

    StatusText(Screen screen, StatusReport report, InstantSource clock) {
        this.screen = screen;
        this.report = report;
        this.clock = clock;
    }

    void print() {
        readiness();
        parts();
        controlPlane();
        services();
        rules();
        ejected();
    }

    private void readiness() {
        Tone tone = switch (report.exitCode()) {
            case GOOD -> Tone.GOOD;
            case LESS_GOOD -> Tone.WARNING;
            default -> Tone.BAD;
        };
        screen.line(tone, report.health().path("status").asText());
        report.health().path("reasons").forEach(reason -> screen.line("  " + reason.asText()));
    }

    private void parts() {
        screen.title("Parts");
        report.health().path("parts").properties().forEach(part -> {
            String state = part.getValue().path("state").asText();
            String detail = part.getValue().path("detail").asText();
            Tone tone = switch (state) {
                case "up" -> Tone.GOOD;
                case "degraded" -> Tone.WARNING;
                default -> Tone.BAD;
            };
            screen.row(tone, part.getKey(), state + (detail.isEmpty() ? "" : ": " + detail));
        });
    }

    private void controlPlane() {
        JsonNode received = report.health().path("control_plane");
        JsonNode table = report.health().path("table");
        screen.title("Control plane");
        screen.row("catalog", age(received.path("catalog_received")));
        JsonNode revision = received.path("revision");
        screen.row(
                "rules",
                age(received.path("rules_received")) + (revision.isNumber() ? ", revision " + revision.asLong() : ""));
        screen.row(
                "table",
                "number " + table.path("generation").asLong() + ": "
                        + count(table, "service") + ", " + count(table, "instance") + ", " + count(table, "rule")
                        + " in force");
    }

    private static String count(JsonNode table, String kind) {
        long number = table.path(kind + "s").asLong();
        return number + " " + kind + (number == 1 ? "" : "s");
    }

    private void services() {
        boolean shared = report.services().stream()
                .flatMap(service -> service.findValues("weight").stream())
                .anyMatch(JsonNode::isNumber);
        String shares = shared ? ": shares are of calls without headers" : "";
        rows("Services", shares, report.services(), service -> {
            List<String> versions = new ArrayList<>();
            service.path("versions").forEach(version -> versions.add(version(version)));
            screen.row(
                    service.path("name").asText(), versions.isEmpty() ? "no instances" : String.join("; ", versions));
        });
    }

    private static String version(JsonNode version) {
        String tags = version.path("tags").asText();
        JsonNode weight = version.path("weight");
        return (tags.isEmpty() ? "untagged" : tags)
                + (weight.isNumber() ? " " + ExplanationText.percent(weight.asDouble()) : "")
                + ", " + version.path("healthy").asInt() + " of "
                + version.path("instances").asInt() + " healthy";
    }

    private void rules() {
        Map<String, Integer> states = report.rulesByState();
        screen.title("Rules (" + report.rules().size() + ")");
        if (!states.isEmpty()) {
            screen.line("  "
                    + states.entrySet().stream()
                            .map(state ->
                                    state.getValue() + " " + state.getKey().replace('_', ' '))
                            .collect(Collectors.joining(", ")));
        }
        some(
                report.rejected(),
                rule -> screen.row(
                        Tone.BAD,
                        "rejected",
                        rule.path("service").asText() + ": " + rule.path("id").asText() + ": "
                                + rule.path("reason").asText()));
    }

    private void ejected() {
        List<Ejected> ejected = report.ejected();
        if (ejected.isEmpty()) {
            return;
        }
        rows(
                "Ejected",
                "",
                ejected,
                one -> screen.row(
                        Tone.WARNING,
                        one.service(),
                        one.instance().path("endpoint").asText() + " "
                                + one.instance().path("tags").asText() + ", until "
                                + one.instance().path("ejected_until").asText()));
    }

    private <T> void rows(String title, String remark, List<T> items, Consumer<T> row) {
        screen.title(title + " (" + items.size() + ")" + remark);
        some(items, row);
    }

    private <T> void some(List<T> items, Consumer<T> row) {
        items.stream().limit(MOST_ROWS).forEach(row);
        if (items.size() > MOST_ROWS) {
            screen.row(Tone.FAINT, "…", (items.size() - MOST_ROWS) + " more (--json shows them)");
        }
    }

    private String age(JsonNode moment) {
        if (!moment.isTextual()) {
            return "never received";
        }
        try {
            return "received " + words(Duration.between(Instant.parse(moment.asText()), clock.instant())) + " ago";
        } catch (DateTimeParseException e) {
            return "received at " + moment.asText();
        }
    }

    private static String words(Duration age) {
        if (age.compareTo(MINUTES_FROM) < 0) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        return age.compareTo(HOURS_FROM) < 0 ? age.toMinutes() + " min" : age.toHours() + " h";
    }
}
