package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.SettingInForce;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a configuration rests on: the file that it was read from, all that only a restart can change, and all origins. */
public final class Basis {

    private final Optional<Path> file;
    private final Map<Option<?>, String> fixed;

    private final List<SettingInForce> settings;

    private Basis(Optional<Path> file, Map<Option<?>, String> fixed, List<SettingInForce> settings) {
        this.file = file;
        this.fixed = fixed;
        this.settings = settings;
    }

    static Basis of(Values values) {
        Map<Option<?>, String> fixed = new LinkedHashMap<>();
        for (Option<?> option : Options.ALL) {
            if (!LiveOptions.include(option)) {
                values.given(option).ifPresent(given -> fixed.put(option, given.text()));
            }
        }
        return new Basis(values.read(Options.CONFIG), fixed, YamlLayout.inForce(values));
    }

    /** The YAML file that was read, where there is one. */
    public Optional<Path> file() {
        return file;
    }

    /** Every setting with its origin, secrets masked. */
    public List<SettingInForce> settings() {
        return settings;
    }

    /** This, with the settings of another one that can change while the sidecar runs. */
    public Basis renewedBy(Basis next) {
        Map<String, SettingInForce> changed = new HashMap<>();
        next.settings.forEach(setting -> changed.put(setting.name(), setting));
        List<SettingInForce> renewed = settings.stream()
                .map(setting -> LiveOptions.includeKey(setting.name())
                        ? changed.getOrDefault(setting.name(), setting)
                        : setting)
                .toList();
        return new Basis(file, fixed, renewed);
    }

    /** What another configuration says differently, and cannot be had without a restart: the options' names. */
    public List<String> changedIn(Basis next) {
        List<String> names = new ArrayList<>();
        for (Option<?> option : Options.ALL) {
            if (!Objects.equals(fixed.get(option), next.fixed.get(option))) {
                names.add(option.title());
            }
        }
        return names;
    }

    /** Without the values: some of them are secrets. */
    @Override
    public String toString() {
        return file.map(Path::toString).orElse("no file");
    }
}
