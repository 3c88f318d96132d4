package io.amalgam8.sidecar.settings;

import java.util.List;

/** A YAML or JSON document as far as it matters here: texts, lists and mappings, each with its place. */
sealed interface Tree {

    /** Where it begins: {@code file:line:column}. */
    String place();

    /** Null: as if it were not there. */
    record Nothing(String place) implements Tree {}

    /** A text, number or boolean, as written. */
    record Scalar(String text, String place) implements Tree {

        /** Its place alone: the text may be a secret. */
        @Override
        public String toString() {
            return place;
        }
    }

    /** A list. */
    record Items(List<Tree> items, String place) implements Tree {

        public Items {
            items = List.copyOf(items);
        }
    }

    /** Keys and their values, in their order. */
    record Mapping(List<Entry> entries, String place) implements Tree {

        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** A key of a mapping. */
    record Entry(String key, String place, Tree value) {}

    /** What errors call it. */
    default String description() {
        if (this instanceof Mapping) {
            return "a mapping";
        }
        if (this instanceof Items) {
            return "a list";
        }
        return this instanceof Nothing ? "null" : "a single value";
    }
}
