package io.amalgam8.sidecar.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is in force for each option: the strongest layer's word. */
final class Values {

    private final Map<Option<?>, Given> givens;

    private Values(Map<Option<?>, Given> givens) {
        this.givens = givens;
    }

    /** Puts the layers over each other, the strongest first, and the defaults below. */
    static Values of(List<Map<Option<?>, Given>> layers, Supplier<Optional<String>> machineAddress) {
        Map<Option<?>, Given> givens = new LinkedHashMap<>();
        layers.forEach(layer -> layer.forEach(givens::putIfAbsent));
        implySupervision(givens, Options.APP, "since an application is given");
        implySupervision(givens, Options.COMMANDS, "since commands are given");
        Origin unsupervised = Origin.standard("default", Options.SUPERVISE);
        givens.putIfAbsent(Options.SUPERVISE, Given.text("false", unsupervised));
        if (!givens.containsKey(Options.ENDPOINT_HOST)) {
            Origin machine = Origin.standard("this machine's address", Options.ENDPOINT_HOST);
            machineAddress.get().ifPresent(address -> givens.put(Options.ENDPOINT_HOST, Given.text(address, machine)));
        }
        Options.ALL.forEach(option -> option.fallback()
                .ifPresent(text -> givens.putIfAbsent(option, Given.text(text, Origin.standard("default", option)))));
        return new Values(givens);
    }

    private static void implySupervision(Map<Option<?>, Given> givens, Option<?> run, String reason) {
        Given given = givens.get(run);
        if (given != null && !run.kind().isNone(given)) {
            givens.putIfAbsent(Options.SUPERVISE, Given.text("true", Origin.standard(reason, Options.SUPERVISE)));
        }
    }

    /** What was written; empty when nothing was, or an empty text that says "none". */
    Optional<Given> given(Option<?> option) {
        return Optional.ofNullable(givens.get(option))
                .filter(given -> !option.kind().isNone(given));
    }

    /** What it means; empty when nothing was given, or nothing that can be understood. */
    <T> Optional<T> read(Option<T> option) {
        return isInvalid(option)
                ? Optional.empty()
                : given(option).map(option.kind().reading()::read);
    }

    /** The value of an option that is known to have one. */
    <T> T need(Option<T> option) {
        return read(option).orElseThrow(() -> new IllegalStateException(option.title() + " was not checked"));
    }

    boolean isOn(Option<Boolean> option) {
        return read(option).orElse(false);
    }

    /** Whether something was given that cannot be understood. */
    boolean isInvalid(Option<?> option) {
        return problem(option).isPresent();
    }

    /** Every value that cannot be understood, whether it is used or not. */
    List<String> problems() {
        return Options.ALL.stream().flatMap(option -> problem(option).stream()).toList();
    }

    private Optional<String> problem(Option<?> option) {
        return given(option).flatMap(option.kind()::problem);
    }
}
