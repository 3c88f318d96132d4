package io.amalgam8.sidecar.config;

import java.util.Optional;

/**
 * One setting, as it may be shown to anybody on this machine.
 *
 * @param name its key in the YAML file, or else its flag
 * @param value as it would stand in the YAML file, a secret masked; empty when there is none
 * @param origin what leads to where it was given: a flag, a variable, {@code file:line:column} or {@code default}
 */
public record SettingInForce(String name, Optional<String> value, String origin) {}
