package io.amalgam8.sidecar.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where calls went.
 *
 * @param counts by version, then by instance
 * @param failures calls without a greeting
 */
record Calls(Map<String, Map<String, Integer>> counts, int failures) {

    private static final Pattern GREETING = Pattern.compile("Hello version: (\\S+), instance: (\\S+)\\s*");
    private static final int BAR = 40;

    /** Makes so many calls, one after the other. */
    static Calls make(int number, Questions questions, String url) throws InterruptedException {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        int failures = 0;
        for (int i = 0; i < number; i++) {
            Optional<Matcher> greeting =
                    questions.ask(url).map(GREETING::matcher).filter(Matcher::matches);
            if (greeting.isEmpty()) {
                failures++;
                continue;
            }
            String version = greeting.get().group(1);
            String instance = greeting.get().group(2);
            counts.computeIfAbsent(version, unseen -> new TreeMap<>()).merge(instance, 1, Integer::sum);
        }
        return new Calls(counts, failures);
    }

    /** How many instances have answered. */
    int instances() {
        return counts.values().stream().mapToInt(Map::size).sum();
    }

    /** One line for each version: its share as a number and a bar, and which instances have answered. */
    List<String> chart() {
        int total = failures + counts.values().stream().mapToInt(Calls::sum).sum();
        List<String> lines = new ArrayList<>();
        counts.forEach((version, instances) -> lines.add(line(version, sum(instances), total, instances.toString())));
        if (failures > 0) {
            lines.add(line("none", failures, total, "calls without an answer from the service"));
        }
        return lines;
    }

    private static String line(String label, int count, int total, String detail) {
        String bar = "#".repeat(Math.round((float) BAR * count / total));
        return "%-5s %4d  %-40s  %s"
                .formatted(label, count, bar, detail.replaceAll("[{}]", "").replace('=', ' '));
    }

    private static int sum(Map<String, Integer> instances) {
        return instances.values().stream().mapToInt(Integer::intValue).sum();
    }
}
