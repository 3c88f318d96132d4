package io.amalgam8.sidecar.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The options that can change while the sidecar runs; every other one needs a restart. */
final class LiveOptions {

    private static final Set<Option<?>> ALL = new HashSet<>(List.of(
            LogOptions.LOG_LEVEL,
            Options.REGISTRY_TOKEN,
            Options.REGISTRY_TOKEN_FILE,
            Options.REGISTRY_POLL,
            Options.CONTROLLER_TOKEN,
            Options.CONTROLLER_TOKEN_FILE,
            Options.CONTROLLER_POLL,
            Options.HEALTH_CHECKS,
            Options.CONNECT_TIMEOUT,
            Options.RESPONSE_TIMEOUT));

    static {
        ALL.addAll(DataPlaneOptions.TROUBLE_GROUP);
    }

    private LiveOptions() {}

    static boolean include(Option<?> option) {
        return ALL.contains(option);
    }
}
