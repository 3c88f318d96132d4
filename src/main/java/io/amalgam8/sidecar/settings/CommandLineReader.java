package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.words.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Reads the flags, up to the first word that is none; what follows is the application's command line.
 *
 * <p>Picocli finds the flags; what each one takes is decided here, because Go's flags differ: a switch never takes the
 * next word, not even {@code true}, which may be an application's name.
 */
final class CommandLineReader {

    private final CommandSpec spec = CommandSpec.create();
    private final Map<Option<?>, Given> values = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private final Findings findings;

    CommandLineReader(Findings findings) {
        this.findings = findings;
        Options.ALL.stream().filter(option -> option.flag().isPresent()).forEach(this::declare);
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..1")
                .type(String.class)
                .preprocessor((rest, command, positional, state) -> takeAll(rest))
                .build());
        spec.parser()
                .stopAtPositional(true)
                .posixClusteredShortOptionsAllowed(false)
                .unmatchedArgumentsAllowed(true);
    }

    /** What was given, by option; of a flag that is given twice, the last counts. */
    Map<Option<?>, Given> read(List<String> arguments) {
        List<String> unknown = new CommandLine(spec)
                .setExpandAtFiles(false)
                .parseArgs(arguments.toArray(String[]::new))
                .unmatched();
        unknown.forEach(this::refuse);
        int end = arguments.size() - words.size();
        String last = end == 0 ? "" : arguments.get(end - 1);
        // Picocli takes -1 for a word, since it might be a number.
        if (!words.isEmpty() && words.get(0).matches("-.+") && !last.equals("--")) {
            refuse(words.get(0));
            return readWithout(arguments, end, end + 1);
        }
        if (!words.isEmpty() && unknown.contains(last) && last.indexOf('=') < 0) {
            return readWithout(arguments, end - 1, end + 1);
        }
        if (!words.isEmpty()) {
            warnOfSwitchsValue(last, words.get(0));
            values.put(Options.APP, new Given(words, Origin.words()));
        }
        return values;
    }

    /** Other programs' switches take the next word, and ours would start it. */
    private void warnOfSwitchsValue(String last, String word) {
        boolean isSwitch = Options.ALL.stream()
                .filter(option -> option.kind().isSwitch())
                .flatMap(option -> option.flag().stream())
                .anyMatch(flag -> last.equals("--" + flag) || last.equals("-" + flag));
        if (isSwitch && Kinds.SWITCH.problem(Given.text(word, Origin.words())).isEmpty()) {
            findings.warning(last + ": " + word + " behind it is taken for the application to run (expected: " + last
                    + "=" + word + ", or " + last + " -- " + word + ")");
        }
    }

    /** What stands behind an unknown flag is taken for its value, so that the mistakes behind that are found, too. */
    private Map<Option<?>, Given> readWithout(List<String> arguments, int from, int to) {
        List<String> rest = new ArrayList<>(arguments);
        rest.subList(from, to).clear();
        return new CommandLineReader(findings).read(rest);
    }

    private void declare(Option<?> option) {
        String flag = option.flag().orElseThrow();
        List<String> names = new ArrayList<>(List.of("--" + flag, "-" + flag));
        Options.shortName(option).ifPresent(names::add);
        IParameterPreprocessor taking = (rest, command, declared, state) -> {
            boolean attached = !" ".equals(state.get("separator"));
            return option.kind().isSwitch() ? takeSwitch(option, rest, attached) : takeValue(option, rest, attached);
        };
        spec.addOption(OptionSpec.builder(names.toArray(String[]::new))
                .type(String.class)
                .arity(option.kind().isSwitch() ? "0" : "1")
                .preprocessor(taking)
                .build());
    }

    private boolean takeSwitch(Option<?> option, List<String> rest, boolean attached) {
        put(option, attached ? next(rest) : "true");
        return true;
    }

    private boolean takeValue(Option<?> option, List<String> rest, boolean attached) {
        if (rest.isEmpty() || (!attached && isFlag(rest.get(rest.size() - 1)))) {
            String flag = "--" + option.title();
            String problem =
                    flag + ": no value (expected: " + flag + " " + option.kind().placeholder() + ")";
            if (option.equals(Options.CONFIG)) {
                findings.problemThatHidesOthers(problem);
            } else {
                findings.problem(problem);
            }
            return true;
        }
        put(option, next(rest));
        return true;
    }

    private boolean takeAll(List<String> rest) {
        while (!rest.isEmpty()) {
            words.add(next(rest));
        }
        return true;
    }

    private void put(Option<?> option, String text) {
        values.put(option, Given.text(text, Origin.flag(option.title())));
    }

    private boolean isFlag(String word) {
        return word.equals("--") || spec.optionsMap().containsKey(word.replaceAll("=.*", ""));
    }

    private void refuse(String word) {
        // What follows "=" may be a secret.
        String flag = word.replaceAll("(?s)=.*", "");
        findings.problem(flag + ": unknown flag " + NearestName.hint(flag, flags()));
    }

    private static List<String> flags() {
        return Options.ALL.stream()
                .flatMap(option -> option.flag().stream())
                .map("--"::concat)
                .toList();
    }

    /** The next word is the last: picocli keeps them on a stack. */
    private static String next(List<String> rest) {
        return rest.remove(rest.size() - 1);
    }
}
