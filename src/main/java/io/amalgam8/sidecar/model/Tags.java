package io.amalgam8.sidecar.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What tells one version of a service from another: a set of whole words that keeps the order in which they were given.
 *
 * <p>A word that contains commas means several, as {@code a8ctl route-set --default v1,blue} sends them. Words are
 * compared as a whole, never by substring.
 */
public record Tags(List<String> words) {

    /** No tags at all. */
    public static final Tags NONE = new Tags(List.of());

    public Tags {
        words = separate(words);
    }

    public static Tags of(String... words) {
        return new Tags(List.of(words));
    }

    public static Tags of(Collection<String> words) {
        return words.isEmpty() ? NONE : new Tags(List.copyOf(words));
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** Whether every one of the others is among these. */
    public boolean containsAll(Tags others) {
        for (String word : others.words) {
            if (!words.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** The words joined by commas. Asked for by every call: no word and the usual single one are joined already. */
    @Override
    public String toString() {
        return switch (words.size()) {
            case 0 -> "";
            case 1 -> words.get(0);
            default -> String.join(",", words);
        };
    }

    private static List<String> separate(List<String> given) {
        LinkedHashSet<String> separated = new LinkedHashSet<>();
        for (String word : given) {
            for (String part : word.split(",", -1)) {
                if (!part.isBlank()) {
                    separated.add(part.strip());
                }
            }
        }
        return List.copyOf(new ArrayList<>(separated));
    }
}
