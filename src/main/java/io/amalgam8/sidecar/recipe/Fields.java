package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of one scenario or one check, read with the place that they stand at. */
record Fields(String place, JsonNode object) {

    /** A list of objects, each with its place: of a document that is the list, or has it under one of these names. */
    static List<Fields> list(JsonNode document, List<String> names) throws InvalidRecipeException {
        JsonNode list = document;
        String place = "the list";
        for (String name : names) {
            if (document.path(name).isArray()) {
                list = document.path(name);
                place = name;
            }
        }
        if (!list.isArray()) {
            throw new InvalidRecipeException(names.get(0), "no such list", "{\"" + names.get(0) + "\": [{…}, …]}");
        }
        List<Fields> items = new ArrayList<>();
        for (JsonNode item : list) {
            String at = place + "[" + items.size() + "]";
            if (!item.isObject()) {
                throw new InvalidRecipeException(at, "no object", "an object");
            }
            items.add(new Fields(at, item));
        }
        return items;
    }

    /** A text that has to be there. */
    String text(String name) throws InvalidRecipeException {
        JsonNode value = object.path(name);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw wrong(name, "a text");
        }
        return value.textValue();
    }

    /** A party; empty where none is said, and only there: without it a scenario may mean every caller. */
    Optional<Party> party(String name) throws InvalidRecipeException {
        JsonNode value = object.path(name);
        boolean isSaid = !value.isMissingNode()
                && !(value.isTextual() && value.textValue().isBlank());
        return isSaid ? Optional.of(named(name)) : Optional.empty();
    }

    /** A party that has to be there. */
    Party needed(String name) throws InvalidRecipeException {
        text(name);
        return named(name);
    }

    private Party named(String name) throws InvalidRecipeException {
        return Party.named(object.path(name)).orElseThrow(() -> wrong(name, Party.EXPECTED));
    }

    Duration duration(String name, String usual) throws InvalidRecipeException {
        JsonNode value = object.path(name);
        // A list or an object has no text, which would pass for the usual.
        String text =
                value.isContainerNode() ? value.toString() : value.asText().strip();
        return GoDuration.parse(text.isEmpty() ? usual : text)
                .filter(duration -> !duration.isNegative())
                .orElseThrow(() -> wrong(name, "such as 7s or 500ms"));
    }

    int integer(String name, int least, int most, int usual) throws InvalidRecipeException {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return usual;
        }
        if (!isInteger(value, least, most)) {
            throw wrong(name, least + ".." + most);
        }
        return value.asInt();
    }

    /** Whether it is a whole number within these bounds; one that no {@code int} holds is in none. */
    static boolean isInteger(JsonNode value, int least, int most) {
        return value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= least
                && value.intValue() <= most;
    }

    /** A whole number from 0 on that has to be there. */
    int count(String name) throws InvalidRecipeException {
        if (!object.hasNonNull(name)) {
            throw wrong(name, "0 or more");
        }
        return integer(name, 0, Integer.MAX_VALUE, 0);
    }

    double probability(String name, double usual) throws InvalidRecipeException {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return usual;
        }
        if (!value.isNumber() || !(value.asDouble() > 0) || value.asDouble() > 1) {
            throw wrong(name, "above 0 and at most 1");
        }
        return value.asDouble();
    }

    InvalidRecipeException wrong(String name, String expected) {
        JsonNode value = object.path(name);
        return new InvalidRecipeException(
                place + "." + name, value.isMissingNode() ? "missing" : value.toString(), expected);
    }
}
