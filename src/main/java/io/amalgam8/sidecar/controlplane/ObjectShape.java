package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An object with these members and no others. */
final class ObjectShape implements Shape {

    /** One member's shape, and whether it must be there. */
    private record Member(Shape shape, boolean isRequired) {}

    private final Map<String, Member> members = new LinkedHashMap<>();
    private boolean mayBeEmpty = true;

    ObjectShape required(String name, Shape shape) {
        members.put(name, new Member(shape, true));
        return this;
    }

    ObjectShape optional(String name, Shape shape) {
        members.put(name, new Member(shape, false));
        return this;
    }

    /** At least one of the members must be there. */
    ObjectShape notEmpty() {
        mayBeEmpty = false;
        return this;
    }

    @Override
    public Optional<String> problem(String path, JsonNode value) {
        if (!value.isObject() || (value.isEmpty() && !mayBeEmpty)) {
            return Shapes.wrong(path, value, "an object of " + names());
        }
        return unknownMember(path, value).or(() -> problemOfMember(path, value));
    }

    private Optional<String> unknownMember(String path, JsonNode value) {
        return value.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !members.containsKey(name))
                .map(name -> at(path, name) + ": unknown (expected: " + names() + ")")
                .findFirst();
    }

    private Optional<String> problemOfMember(String path, JsonNode value) {
        return members.entrySet().stream()
                .filter(member -> member.getValue().isRequired() || value.has(member.getKey()))
                .flatMap(member ->
                        member
                                .getValue()
                                .shape()
                                .problem(at(path, member.getKey()), value.path(member.getKey()))
                                .stream())
                .findFirst();
    }

    private String names() {
        return String.join(", ", members.keySet());
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
