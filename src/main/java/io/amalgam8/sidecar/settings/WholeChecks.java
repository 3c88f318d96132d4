package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.words.NearestName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What must hold between the values, once each is read. */
final class WholeChecks {

    private static final List<String> VERBS = List.of("demo", "control-plane", "explain", "status", "help", "version");

    private final Values values;
    private final Findings findings;
    private final boolean registering;
    private final boolean proxying;

    WholeChecks(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
        registering = values.isOn(Options.REGISTER);
        proxying = values.isOn(Options.PROXY);
    }

    /** Notes what is missing, and what contradicts itself. */
    void run() {
        checkFiles();
        checkTokens(Options.REGISTRY_TOKEN, Options.REGISTRY_TOKEN_FILE);
        checkTokens(Options.CONTROLLER_TOKEN, Options.CONTROLLER_TOKEN_FILE);
        checkService();
        new TlsChecks(values, findings).run();
        checkEjection();
        checkStopTimeouts();
        if (!findings.isPartial()) {
            checkPurpose();
            checkIdentity();
            checkEndpoint();
            checkServers();
            checkSupervision();
            checkShipping();
            if (proxying) {
                new PortChecks(values, findings).run();
            }
        }
    }

    private void checkPurpose() {
        boolean unknown = values.isInvalid(Options.REGISTER) || values.isInvalid(Options.PROXY);
        if (registering || proxying || unknown) {
            return;
        }
        findings.problem("Sidecar serves no purpose. Please enable either proxy or registry or both"
                + " (expected: --register, --proxy or both; --help shows all)");
        values.given(Options.APP)
                .filter(words -> words.origin().equals(Origin.words()))
                .map(words -> words.items().get(0))
                .ifPresent(this::checkVerb);
    }

    /** Who mistypes a verb has named an application. */
    private void checkVerb(String word) {
        NearestName.near(word, VERBS)
                .ifPresent(verb -> findings.problem(
                        word + ": taken for an application, since no verb is called so (did you mean " + verb + "?)"));
    }

    /** In a file the tags have a key of their own, which says nothing about a service named elsewhere. */
    private void checkService() {
        Optional<Given> service = values.given(Options.SERVICE);
        Optional<Given> tags = values.given(Options.SERVICE_TAGS);
        if (tags.isPresent() && service.isEmpty()) {
            findings.problem(tags.get().name() + ": " + tags.get().text() + " (expected: service.name beside it)");
        }
        boolean twice = service.filter(
                        given -> given.origin().isFile() && given.text().contains(":"))
                .isPresent();
        if (tags.isPresent() && twice) {
            findings.problem(tags.get().name() + ": " + tags.get().text()
                    + " (expected: the tags either here or in service.name)");
        }
    }

    private void checkIdentity() {
        if (registering) {
            require(Options.SERVICE, "Service Name is empty");
        }
    }

    private void checkEndpoint() {
        if (registering) {
            require(Options.ENDPOINT_HOST, "Service Endpoint Host is empty, and this machine has no IPv4 address");
            require(Options.ENDPOINT_PORT, "Service Endpoint Port is not in range [1, 65535]");
        }
    }

    private void checkServers() {
        if (registering || proxying) {
            require(Options.REGISTRY_URL, "Registry URL is empty");
        }
        if (proxying) {
            require(Options.CONTROLLER_URL, "Controller URL is empty");
        }
    }

    private void checkSupervision() {
        boolean nothing = values.given(Options.APP)
                .or(() -> values.given(Options.COMMANDS))
                .isEmpty();
        if (values.isOn(Options.SUPERVISE) && nothing) {
            findings.problem(values.given(Options.SUPERVISE).orElseThrow().name()
                    + ": Supervision mode requires application launch arguments");
        }
    }

    /** The whole sidecar ends within the shutdown timeout, whatever a command would like. */
    private void checkStopTimeouts() {
        Duration longest = values.read(Options.SHUTDOWN_TIMEOUT).orElse(ChronoUnit.FOREVER.getDuration());
        for (CommandOptions command : values.read(Options.COMMANDS).orElse(List.of())) {
            boolean tooLong = command.stopping()
                    .timeout()
                    .filter(timeout -> timeout.compareTo(longest) > 0)
                    .isPresent();
            if (tooLong) {
                findings.problem(values.given(Options.COMMANDS).orElseThrow().name() + ": stop_timeout of " + command
                        + " (expected: no more than shutdown_timeout, "
                        + values.given(Options.SHUTDOWN_TIMEOUT).orElseThrow().text() + ")");
            }
        }
    }

    private void checkShipping() {
        if (values.isOn(Options.LOG)) {
            require(Options.LOGSTASH_SERVER, "Logstash Host is empty");
        }
    }

    private void checkEjection() {
        Duration longest = values.read(DataPlaneOptions.LONGEST_EJECTION).orElse(ChronoUnit.FOREVER.getDuration());
        values.read(DataPlaneOptions.BASE_EJECTION)
                .filter(base -> base.compareTo(longest) > 0)
                .ifPresent(base -> {
                    Given given = values.given(DataPlaneOptions.BASE_EJECTION).orElseThrow();
                    findings.problem(given.name() + ": " + given.text() + " (expected: no more than longest_ejection, "
                            + values.given(DataPlaneOptions.LONGEST_EJECTION)
                                    .orElseThrow()
                                    .text() + ")");
                });
    }

    private void checkTokens(Option<Secret> token, Option<Path> file) {
        Optional<Given> given = values.given(token);
        Optional<Given> inFile = values.given(file);
        if (given.isPresent() && inFile.isPresent()) {
            findings.problem(
                    inFile.get().name() + ": given beside " + given.get().name() + " (expected: only one of them)");
        }
    }

    private void checkFiles() {
        checkFile(Options.REGISTRY_TOKEN_FILE, FileChecks::checkToken);
        checkFile(Options.CONTROLLER_TOKEN_FILE, FileChecks::checkToken);
        checkFile(Options.UPSTREAM_CA_CERT_FILE, FileChecks::checkAuthorities);
        checkFile(Options.LOGSTASH_CA_CERT_FILE, FileChecks::checkAuthorities);
        checkFile(Options.STATE_FILE, FileChecks::checkState);
        checkFile(DataPlaneOptions.CA_CERT_FILE, FileChecks::checkAuthorities);
    }

    private void checkFile(Option<Path> option, BiConsumer<String, Path> check) {
        try {
            values.read(option)
                    .ifPresent(file ->
                            check.accept(values.given(option).orElseThrow().name(), file));
        } catch (InvalidValueException e) {
            findings.problem(e.reason());
        }
    }

    private void require(Option<?> option, String wording) {
        if (values.given(option).isEmpty()) {
            findings.problem(wording + " (expected: " + option.ways() + ")");
        }
    }
}
