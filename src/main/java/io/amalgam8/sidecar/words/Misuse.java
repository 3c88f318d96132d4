package io.amalgam8.sidecar.words;

import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in plain words: the parser's are meant for who knows its terms. */
public final class Misuse {

    private Misuse() {}

    /** One sentence, with the value where that is no secret. */
    public static String of(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unknown(
                    unmatched.getUnmatched().get(0), wrong.getCommandLine().getCommandSpec());
        }
        return badValue(wrong).orElseGet(() -> String.valueOf(wrong.getMessage()));
    }

    private static String unknown(String word, CommandSpec spec) {
        if (word.startsWith("-")) {
            // What follows "=" may be a secret.
            String option = word.replaceAll("(?s)=.*", "");
            return option + ": no such option"
                    + nearest(option, spec.optionsMap().keySet());
        }
        return spec.subcommands().isEmpty()
                ? word + ": unexpected argument"
                : word + ": no such command" + nearest(word, spec.subcommands().keySet());
    }

    private static String nearest(String word, Collection<String> known) {
        return NearestName.near(word, known)
                .map(name -> " (did you mean " + name + "?)")
                .orElse("");
    }

    private static Optional<String> badValue(ParameterException wrong) {
        return wrong.getArgSpec() instanceof OptionSpec option && wrong.getValue() != null
                ? expected(option)
                        .map(expected ->
                                option.longestName() + ": " + wrong.getValue() + " (expected: " + expected + ")")
                : Optional.empty();
    }

    private static Optional<String> expected(OptionSpec option) {
        if (option.completionCandidates() != null) {
            return Optional.of(oneOf(option.completionCandidates()));
        }
        if (option.type() == Integer.class || option.type() == int.class) {
            return Optional.of("a whole number");
        }
        return option.type() == Double.class ? Optional.of("a number") : Optional.empty();
    }

    private static String oneOf(Iterable<String> candidates) {
        return String.join(", ", candidates).replaceFirst(", ([^,]*)$", " or $1");
    }
}
