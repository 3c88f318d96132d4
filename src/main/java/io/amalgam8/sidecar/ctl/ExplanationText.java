package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.ctl.Screen.Tone;
import java.util.Locale;

/** An explanation as text: the outcome first, then what led to it, in the order in which it is decided. */
final class ExplanationText {

    private static final int MOST_INSTANCES = 50;

    private final Screen screen;
    private final JsonNode explanation;

    ExplanationText(Screen screen, JsonNode explanation) {
        this.screen = screen;
        this.explanation = explanation;
    }

    void print() {
        screen.line(Tone.BOLD, text("method") + " " + text("target"));
        if (explanation.has("service")) {
            screen.row("service", text("service"));
        }
        CertainAbort.of(explanation).ifPresentOrElse(this::injected, this::decided);
        if (!explanation.has("service")) {
            return;
        }
        rules();
        backends();
        instances();
        actions();
        terms();
    }

    private void injected(CertainAbort abort) {
        String by = "injected by rule " + abort.rule();
        if (abort.isWithoutAnswer()) {
            screen.row(Tone.BAD, "is closed", "without an answer: " + by);
            return;
        }
        screen.row(Tone.BAD, "is answered", abort.code() + ": " + by);
    }

    private void decided() {
        JsonNode decision = explanation.path("decision");
        if (decision.path("forwarded").asBoolean()) {
            screen.row(Tone.GOOD, "goes to", version(decision) + by(decision) + ", as " + text("path"));
            return;
        }
        screen.row(
                Tone.BAD,
                "is answered",
                decision.path("status").asText() + ": "
                        + decision.path("reason").asText());
    }

    private static String by(JsonNode decision) {
        JsonNode rule = decision.path("rule");
        String cookie = decision.path("sets_version_cookie").asBoolean() ? ", which the caller will remember" : "";
        return (rule.isTextual() ? " by rule " + rule.asText() : ", as it has no route rules") + cookie;
    }

    private void rules() {
        title("Rules, in order", "rules");
        for (JsonNode rule : explanation.path("rules")) {
            String what = kind(rule) + ": " + rule.path("id").asText();
            String reason = rule.path("reason").asText();
            screen.row(tone(rule), outcome(rule), what + (reason.isEmpty() ? "" : " (" + reason + ")"));
            for (JsonNode clause : rule.path("clauses")) {
                boolean held = clause.path("held").asBoolean();
                boolean good = held != clause.path("place").asText().startsWith("match.none");
                screen.row(
                        good ? Tone.GOOD : Tone.BAD,
                        held ? "  found" : "  not found",
                        "  " + clause.path("place").asText() + ": "
                                + clause.path("wanted").asText());
            }
        }
    }

    private static String kind(JsonNode rule) {
        return rule.path("kind").isTextual()
                ? rule.path("kind").asText() + ", priority "
                        + rule.path("priority").asInt()
                : "unreadable";
    }

    private static String outcome(JsonNode rule) {
        String state = rule.path("state").asText();
        String outcome = rule.path("outcome").asText();
        return (outcome.equals("out_of_force") ? state : outcome).replace('_', ' ');
    }

    private static Tone tone(JsonNode rule) {
        return switch (rule.path("outcome").asText()) {
            case "held" -> Tone.GOOD;
            case "failed" -> Tone.BAD;
            default -> rule.path("state").asText().equals("rejected") ? Tone.BAD : Tone.FAINT;
        };
    }

    private void backends() {
        title("Backends", "backends");
        for (JsonNode backend : explanation.path("backends")) {
            boolean chosen = backend.path("chosen").asBoolean();
            String how = backend.path("by_cookie").asBoolean() ? "chosen by the caller's cookie" : "chosen by chance";
            screen.row(
                    chosen ? Tone.GOOD : Tone.PLAIN,
                    percent(backend.path("share").asDouble()),
                    version(backend) + ", " + backend.path("eligible").asInt() + " eligible"
                            + (backend.path("failed_over").asBoolean() ? ", by its failover" : "")
                            + (chosen ? ", " + how : ""));
        }
    }

    private void instances() {
        title("Instances", "instances");
        int shown = 0;
        for (JsonNode instance : explanation.path("instances")) {
            if (shown++ == MOST_INSTANCES) {
                screen.row(
                        Tone.FAINT,
                        "…",
                        (explanation.path("instances").size() - MOST_INSTANCES) + " more (--json shows them)");
                return;
            }
            boolean eligible = instance.path("eligible").asBoolean();
            boolean ejected = instance.path("ejected").asBoolean();
            String tags = instance.path("tags").asText();
            screen.row(
                    ejected ? Tone.WARNING : eligible ? Tone.GOOD : Tone.FAINT,
                    ejected ? "ejected" : eligible ? "eligible" : "not eligible",
                    instance.path("endpoint").asText()
                            + (tags.isEmpty() ? "" : " " + tags)
                            + ": " + instance.path("reason").asText()
                            + (ejected ? "; spared for its failures while others are well" : ""));
        }
    }

    private void actions() {
        title("Actions", "actions");
        for (JsonNode action : explanation.path("actions")) {
            String outcome = action.path("outcome").asText();
            boolean may = outcome.equals("fires") || outcome.equals("by_chance");
            screen.row(may ? Tone.WARNING : Tone.FAINT, outcome.replace('_', ' '), describe(action));
        }
    }

    private static String describe(JsonNode action) {
        String tags = action.path("tags").asText();
        String where = tags.isEmpty() ? "" : " at instances with " + tags;
        String often = action.has("probability")
                ? " in " + percent(action.path("probability").asDouble()) + " of calls"
                : "";
        return switch (action.path("action").asText()) {
            case "delay" -> "delay " + action.path("seconds").asText() + " s" + often + where;
            case "abort" -> "abort with " + action.path("return_code").asInt() + often + where;
            default ->
                "trace " + action.path("log_key").asText() + "="
                        + action.path("log_value").asText() + where;
        };
    }

    private void terms() {
        JsonNode terms = explanation.path("terms");
        screen.title("Terms");
        double response = terms.path("response_timeout_seconds").asDouble();
        screen.row(
                "timeouts",
                terms.path("connect_timeout_seconds").asText() + " s to connect, "
                        + (response == 0 ? "no limit for the answer" : response + " s to answer"));
        screen.row(
                "retries",
                terms.path("retries").asInt()
                        + (terms.path("repeatable").asBoolean()
                                ? ""
                                : ", and only while nothing has reached an instance"));
    }

    private void title(String text, String list) {
        if (!explanation.path(list).isEmpty()) {
            screen.title(text);
        }
    }

    private static String version(JsonNode node) {
        String tags = node.path("tags").asText();
        return node.path("service").asText() + (tags.isEmpty() ? "" : ":" + tags);
    }

    private String text(String key) {
        return explanation.path(key).asText();
    }

    static String percent(double share) {
        double rounded = Math.round(share * 1_000) / 10.0;
        boolean whole = rounded == Math.rint(rounded);
        return whole ? Math.round(rounded) + " %" : String.format(Locale.ROOT, "%.1f %%", rounded);
    }
}
