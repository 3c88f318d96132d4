package io.amalgam8.sidecar.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Findings in the order in which people look them up: those of one file by line and column, all others as they come. */
final class FileOrder {

    private static final Pattern PLACE = Pattern.compile("(.+?):(\\d{1,9}):(\\d{1,9}): .*", Pattern.DOTALL);
    private static final Comparator<Placed> FROM_TOP_TO_BOTTOM =
            Comparator.comparingInt(Placed::line).thenComparingInt(Placed::column);

    private FileOrder() {}

    private record Placed(String finding, int line, int column) {}

    /** A file's findings take the places that they have among the others, the topmost first. */
    static List<String> of(Collection<String> findings) {
        List<String> ordered = new ArrayList<>(findings);
        Map<String, List<Integer>> places = new TreeMap<>();
        Map<String, List<Placed>> files = new TreeMap<>();
        for (int i = 0; i < ordered.size(); i++) {
            Matcher place = PLACE.matcher(ordered.get(i));
            if (place.matches()) {
                places.computeIfAbsent(place.group(1), file -> new ArrayList<>())
                        .add(i);
                files.computeIfAbsent(place.group(1), file -> new ArrayList<>())
                        .add(new Placed(
                                ordered.get(i), Integer.parseInt(place.group(2)), Integer.parseInt(place.group(3))));
            }
        }
        files.forEach((file, placed) -> {
            placed.sort(FROM_TOP_TO_BOTTOM);
            List<Integer> free = places.getOrDefault(file, List.of());
            for (int i = 0; i < placed.size(); i++) {
                ordered.set(free.get(i), placed.get(i).finding());
            }
        });
        return List.copyOf(ordered);
    }
}
