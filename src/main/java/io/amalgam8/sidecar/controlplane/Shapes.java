package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The simple shapes, of which those of rules are made. */
final class Shapes {

    private static final int LONGEST_SHOWN = 200;

    private Shapes() {}

    static Shape text() {
        return expecting("a string", JsonNode::isTextual);
    }

    static Shape nonEmptyText() {
        return expecting(
                "a non-empty string",
                value -> value.isTextual() && !value.textValue().isEmpty());
    }

    static Shape word(List<String> words) {
        return expecting(String.join(", ", words), value -> value.isTextual() && words.contains(value.textValue()));
    }

    static Shape numberAbove(double least) {
        return expecting("a number above " + plain(least), value -> isFinite(value) && value.doubleValue() > least);
    }

    static Shape numberAboveUpTo(double least, double most) {
        return expecting(
                "a number above " + plain(least) + ", at most " + plain(most),
                value -> isFinite(value) && value.doubleValue() > least && value.doubleValue() <= most);
    }

    static Shape numberFrom(double least) {
        return expecting(
                "a number of " + plain(least) + " or more", value -> isFinite(value) && value.doubleValue() >= least);
    }

    static Shape numberFromUpTo(double least, double most) {
        return expecting(
                "a number, " + plain(least) + " to " + plain(most),
                value -> isFinite(value) && value.doubleValue() >= least && value.doubleValue() <= most);
    }

    static Shape integer(long least, long most) {
        return expecting("an integer, " + least + " to " + most, value -> isInteger(value, least, most));
    }

    /** As many as a count can hold. */
    static Shape integerFrom(int least) {
        return expecting("an integer, " + least + " or more", value -> isInteger(value, least, Integer.MAX_VALUE));
    }

    /** A list of such items, at least so many. */
    static Shape listOf(Shape item, int least) {
        return (path, value) -> {
            if (!value.isArray() || value.size() < least) {
                return wrong(path, value, least == 0 ? "a list" : "a list that is not empty");
            }
            for (int i = 0; i < value.size(); i++) {
                Optional<String> problem = item.problem(path + "[" + i + "]", value.path(i));
                if (problem.isPresent()) {
                    return problem;
                }
            }
            return Optional.empty();
        };
    }

    /** At least so many strings, each of them once. */
    static Shape tags(int least) {
        return listOf(text(), least).and((path, value) -> {
            Set<String> seen = new HashSet<>();
            for (JsonNode tag : value) {
                if (!seen.add(tag.textValue())) {
                    return wrong(path, value, "each tag once");
                }
            }
            return Optional.empty();
        });
    }

    /** An object that is not empty and whose members are all so. */
    static Shape mapOf(Shape member) {
        return (path, value) -> {
            if (!value.isObject() || value.isEmpty()) {
                return wrong(path, value, "an object that is not empty");
            }
            return value.properties().stream()
                    .flatMap(entry -> member.problem(path + "." + entry.getKey(), entry.getValue()).stream())
                    .findFirst();
        };
    }

    /** The problem in words; a long value is cut. */
    static Optional<String> wrong(String path, JsonNode value, String expectation) {
        String shown = value.isMissingNode() ? "missing" : Json.write(value);
        String cut = shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "…";
        return Optional.of(path + ": " + cut + " (expected: " + expectation + ")");
    }

    private static Shape expecting(String expectation, Predicate<JsonNode> holds) {
        return (path, value) -> holds.test(value) ? Optional.empty() : wrong(path, value, expectation);
    }

    private static boolean isInteger(JsonNode value, long least, long most) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= least
                && value.longValue() <= most;
    }

    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue());
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
