package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.recipe.Party;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What was typed, before and behind the command's name, and the environment. */
record Given(ParseResult all, Map<String, String> environment) {

    private ParseResult own() {
        return all.hasSubcommand() ? all.subcommand() : all;
    }

    /** An argument that has to be there and says something: an empty one would mean everything to a server. */
    String name(int index) {
        String name = own().matchedPositionalValue(index, "");
        if (name.isBlank()) {
            throw wrong(own().matchedPositional(index).paramLabel() + ": empty (expected: a name)");
        }
        return name;
    }

    List<String> arguments() {
        return own().matchedPositionalValue(0, List.of());
    }

    boolean has(String name) {
        return own().hasMatchedOption(name) || all.hasMatchedOption(name);
    }

    <T> Optional<T> value(String name) {
        ParseResult holder = own().hasMatchedOption(name) ? own() : all;
        return holder.hasMatchedOption(name) ? Optional.of(holder.<T>matchedOptionValue(name, null)) : Optional.empty();
    }

    /** A text that is given and not empty. */
    Optional<String> text(String name) {
        return this.<String>value(name).filter(text -> !text.isEmpty());
    }

    /** A caller or who is called, if given: without a name it would mean nobody, or everybody. */
    Optional<Party> party(String name) {
        Optional<Party> party = text(name).map(Party::parse);
        if (party.filter(one -> one.name().isBlank()).isPresent()) {
            throw wrong(name + ": " + text(name).orElse("") + " (expected: such as reviews or reviews:v1)");
        }
        return party;
    }

    List<String> each(String name) {
        return own().matchedOptionValue(name, List.of());
    }

    /** The variable's value, if it has one. */
    Optional<String> variable(String name) {
        return Optional.of(environment.getOrDefault(name, "").strip()).filter(text -> !text.isEmpty());
    }

    /** What is wrong with the command line, to be thrown. */
    ParameterException wrong(String problem) {
        return new ParameterException(own().commandSpec().commandLine(), problem);
    }
}
