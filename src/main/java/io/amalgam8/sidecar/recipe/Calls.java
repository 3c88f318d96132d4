package io.amalgam8.sidecar.recipe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What checks have in common: calls in order, and times as they are told. */
final class Calls {

    private Calls() {}

    /** What the tries of one request have in common. */
    static String request(LoggedCall call) {
        return call.id().isEmpty() ? call.path() : call.id();
    }

    /** The calls that have that in common, each time in their order. */
    static Map<String, List<LoggedCall>> grouped(List<LoggedCall> calls, Function<LoggedCall, String> by) {
        Map<String, List<LoggedCall>> groups = new LinkedHashMap<>();
        inOrder(calls)
                .forEach(call -> groups.computeIfAbsent(by.apply(call), unknown -> new ArrayList<>())
                        .add(call));
        return groups;
    }

    /** In the order in which they began. */
    static List<LoggedCall> inOrder(List<LoggedCall> calls) {
        return calls.stream()
                .sorted(Comparator.comparingDouble(LoggedCall::started))
                .toList();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static String text(double seconds) {
        return String.format(Locale.ROOT, "%.3fs", seconds);
    }
}
