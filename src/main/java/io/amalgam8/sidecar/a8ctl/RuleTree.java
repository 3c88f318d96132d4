package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.recipe.Party;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what the rules, backends and instances of a controller or registry have in common, whatever else they hold. */
final class RuleTree {

    /** How instances without tags are called. */
    static final String UNTAGGED = "-untagged-";

    private RuleTree() {}

    static long priority(JsonNode rule) {
        return rule.path("priority").asLong(0);
    }

    /** The highest priority first; rules of one priority stay in their order. */
    static List<JsonNode> sorted(List<JsonNode> rules) {
        return rules.stream()
                .sorted(Comparator.comparingLong(RuleTree::priority).reversed())
                .toList();
    }

    /** The tags of a backend, an action, a source or an instance, joined by commas. */
    static String version(JsonNode holder) {
        List<String> tags = tags(holder);
        return tags.isEmpty() ? UNTAGGED : String.join(",", tags);
    }

    static List<String> tags(JsonNode holder) {
        List<String> tags = new ArrayList<>();
        holder.path("tags").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }

    /** The tags that a rule's holder asks for: several, where they are one text with commas, as of {@code route-set}. */
    static List<String> tagsMeant(JsonNode holder) {
        return tags(holder).stream().flatMap(tag -> Party.tags(tag).stream()).toList();
    }

    /** The source of a match as {@code name:tags}. */
    static String source(JsonNode match) {
        JsonNode source = match.path("source");
        return new Party(source.path("name").asText(), tags(source)).toString();
    }

    /** A number as it is written in the rule, or what stands in for it. */
    static String number(JsonNode holder, String field, String absent) {
        return holder.has(field) ? holder.path(field).asText() : absent;
    }
}
