package io.amalgam8.sidecar.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What to start: a program with its arguments, and the environment that it gets.
 *
 * @param words the program's path, or its name on the PATH, then its arguments
 */
public record Command(List<String> words, Map<String, String> environment) {

    public Command {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("command: empty (expected: a program and its arguments)");
        }
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /**
     * A command with our own environment, save for our secrets: variables {@code A8_…TOKEN…} are for the sidecar's own
     * talk with the control plane, and what a child does not have it cannot leak.
     */
    public static Command inheriting(List<String> words, Map<String, String> ours) {
        Map<String, String> inherited = new TreeMap<>(ours);
        inherited.keySet().removeIf(name -> name.startsWith("A8_") && name.contains("TOKEN"));
        return new Command(words, inherited);
    }

    /** The same with these variables, too, which are stronger. */
    public Command with(Map<String, String> variables) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(variables);
        return new Command(words, all);
    }

    /** Its first word. */
    public String program() {
        return words.get(0);
    }

    /** Why it could not be started as the file system is now; empty when its program is there. Blocks. */
    public Optional<CannotStartException> hindrance() {
        try {
            SearchPath.of(environment).find(program());
            return Optional.empty();
        } catch (CannotStartException missing) {
            return Optional.of(missing);
        }
    }

    /** The program alone: arguments and environment may hold what is nobody else's business. */
    @Override
    public String toString() {
        return program();
    }
}
