package io.amalgam8.sidecar.controlplane;

import io.amalgam8.sidecar.config.GoDuration;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.controlplane.ControlPlaneOptions.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of the verb {@code control-plane}: what it takes, and every problem with what it was given. */
final class ControlPlaneCommand {

    private static final String REGISTRY_PORT = "--registry_port";
    private static final String CONTROLLER_PORT = "--controller_port";
    private static final String HOST = "--host";
    private static final String AUTH_MODE = "--auth_mode";
    private static final String JWT_SECRET_FILE = "--jwt_secret_file";
    private static final String MIN_TTL = "--min_ttl";
    private static final String DIALECT = "--dialect";

    private static final Pattern ONE_DASH = Pattern.compile("-[a-z][a-z0-9_]+(=.*)?", Pattern.DOTALL);
    private static final int LONGEST_SECRET = 64 * 1024;

    private final List<String> problems = new ArrayList<>();

    Outcome parse(List<String> arguments) {
        CommandLine command = new CommandLine(spec());
        ParseResult given = command.parseArgs(
                arguments.stream().map(ControlPlaneCommand::twoDashes).toArray(String[]::new));
        if (given.hasMatchedOption("--help")) {
            return new Outcome.Help(command.getUsageMessage(Ansi.OFF));
        }
        given.errors().forEach(error -> problems.add(String.valueOf(error.getMessage())));
        refuse(given.unmatched());
        ControlPlaneOptions options = new ControlPlaneOptions(
                value(given, HOST),
                port(given, REGISTRY_PORT),
                port(given, CONTROLLER_PORT),
                authMode(given),
                minTtl(given),
                dialect(given));
        checkHost(options.host());
        return problems.isEmpty() ? new Outcome.Run(options) : new Outcome.Invalid(problems);
    }

    /** What stands behind an unknown option is its value, and no mistake of its own. */
    private void refuse(List<String> unknown) {
        boolean isValue = false;
        for (String word : unknown) {
            boolean isOption = word.startsWith("-");
            if (isOption || !isValue) {
                problems.add(word + ": unknown (expected: an option of --help)");
            }
            isValue = isOption && word.indexOf('=') < 0;
        }
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("a8sidecar control-plane");
        spec.usageMessage()
                .description("Runs a registry and a controller with Amalgam8's HTTP APIs, in memory.")
                .synopsisHeading("Usage: ")
                .customSynopsis("a8sidecar control-plane [OPTION...]")
                .sortOptions(false);
        spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true).overwrittenOptionsAllowed(true);
        spec.addOption(option(REGISTRY_PORT, "PORT", "31300", "the registry's port; 0 lets the system choose"));
        spec.addOption(option(CONTROLLER_PORT, "PORT", "31200", "the controller's port; 0 lets the system choose"));
        spec.addOption(option(HOST, "HOST", "127.0.0.1", "the address that both bind"));
        spec.addOption(option(
                AUTH_MODE,
                "MODE",
                "global",
                "global (one tenant, no token), trusted (the bearer token names the tenant) or jwt (the claim namespace of"
                        + " an HS256 token does)"));
        spec.addOption(OptionSpec.builder(JWT_SECRET_FILE)
                .type(String.class)
                .paramLabel("FILE")
                .description("the key of --auth_mode jwt; a newline at its end does not count")
                .build());
        spec.addOption(
                option(MIN_TTL, "DURATION", "10s", "the shortest time that a registration is granted, 1s to 10m"));
        spec.addOption(
                option(
                        DIALECT,
                        "DIALECT",
                        "union",
                        "the rules that the controller takes: union (those of 0.3.0 and of 1.1.0) or 0.3 (0.3.0's to the letter)"));
        spec.addOption(OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .type(boolean.class)
                .description("this text")
                .build());
        return spec;
    }

    private static OptionSpec option(String name, String label, String byDefault, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .defaultValue(byDefault)
                .description(description + " (default: " + byDefault + ")")
                .build();
    }

    private static String twoDashes(String word) {
        return ONE_DASH.matcher(word).matches() ? "-" + word : word;
    }

    private static String value(ParseResult given, String option) {
        return given.matchedOptionValue(
                option, String.valueOf(given.commandSpec().findOption(option).defaultValue()));
    }

    private int port(ParseResult given, String option) {
        String text = value(given, option);
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65535) {
            return Integer.parseInt(text);
        }
        reject(option, text, "0..65535");
        return 0;
    }

    private void checkHost(String host) {
        if (host.isBlank()) {
            reject(HOST, host, "an address or a name of this machine");
        }
    }

    private AuthMode authMode(ParseResult given) {
        String mode = value(given, AUTH_MODE);
        boolean hasSecret = given.hasMatchedOption(JWT_SECRET_FILE);
        if (mode.equals("jwt")) {
            if (!hasSecret) {
                problems.add(JWT_SECRET_FILE + ": missing (expected: a file with the key, for auth_mode jwt)");
                return new AuthMode.Global();
            }
            return new AuthMode.Jwt(secret(given.matchedOptionValue(JWT_SECRET_FILE, "")));
        }
        if (hasSecret) {
            problems.add(JWT_SECRET_FILE + ": given (expected: with auth_mode jwt only)");
        }
        if (mode.equals("trusted")) {
            return new AuthMode.Trusted();
        }
        if (!mode.equals("global")) {
            reject(AUTH_MODE, mode, "global, trusted or jwt");
        }
        return new AuthMode.Global();
    }

    private Secret secret(String file) {
        try (InputStream content = Files.newInputStream(Path.of(file))) {
            String key = new String(content.readNBytes(LONGEST_SECRET + 1), StandardCharsets.ISO_8859_1)
                    .replaceFirst("\\r?\\n$", "");
            if (!key.isEmpty() && key.length() <= LONGEST_SECRET) {
                return new Secret(key);
            }
            reject(JWT_SECRET_FILE, file, "a file of 1 to " + LONGEST_SECRET + " bytes");
        } catch (IOException | InvalidPathException e) {
            reject(JWT_SECRET_FILE, file, "a readable file");
        }
        return new Secret("");
    }

    private Duration minTtl(ParseResult given) {
        String text = value(given, MIN_TTL);
        return GoDuration.parse(text)
                .filter(ttl -> ttl.compareTo(Lifetimes.SHORTEST) >= 0 && ttl.compareTo(Lifetimes.LONGEST) <= 0)
                .orElseGet(() -> {
                    reject(MIN_TTL, text, "1s..600s, as 10s or 1m30s");
                    return Lifetimes.SHORTEST;
                });
    }

    private Dialect dialect(ParseResult given) {
        String text = value(given, DIALECT);
        return Dialect.named(text).orElseGet(() -> {
            reject(DIALECT, text, "union or 0.3");
            return Dialect.UNION;
        });
    }

    private void reject(String option, String value, String expectation) {
        problems.add(option + ": " + value + " (expected: " + expectation + ")");
    }
}
