package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What is valid, and may not be what was meant: each gets a warning. */
final class Surprises {

    private static final Duration SHORT_POLL = Duration.ofSeconds(1);

    private final Values values;
    private final Findings findings;

    Surprises(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
    }

    void warn() {
        warnOfVisibleToken(Options.REGISTRY_TOKEN, Options.REGISTRY_TOKEN_FILE);
        warnOfVisibleToken(Options.CONTROLLER_TOKEN, Options.CONTROLLER_TOKEN_FILE);
        warnOfAnonymity();
        warnOfEmptyTag();
        warnOfIgnored(Options.APP);
        warnOfIgnored(Options.COMMANDS);
        warnOfHealthChecks();
        warnOfReadOnlyState();
        warnOfShipping();
        warnOfUnproxied(DataPlaneOptions.TCP_PROXIES);
        warnOfPoll(Options.REGISTRY_POLL);
        warnOfPoll(Options.CONTROLLER_POLL);
        warnOfBlindTrust();
        warnOfOpenAdmin();
        warnOfUnusedTls(DataPlaneOptions.CERT_CHAIN_FILE);
        warnOfUnusedTls(DataPlaneOptions.PRIVATE_KEY_FILE);
        warnOfUnusedTls(DataPlaneOptions.CA_CERT_FILE);
        warnOfOpenKey(DataPlaneOptions.PRIVATE_KEY_FILE);
        warnOfOpenKey(DataPlaneOptions.UPSTREAM_PRIVATE_KEY_FILE);
    }

    private void warnOfVisibleToken(Option<Secret> token, Option<Path> file) {
        values.given(token)
                .filter(given -> given.origin().isFlag())
                .ifPresent(given -> findings.warning(given.name()
                        + ": everybody on this machine can see it in the list of processes (expected: " + file.ways()
                        + ")"));
    }

    private void warnOfAnonymity() {
        boolean anonymous = values.given(Options.SERVICE).isEmpty();
        if (anonymous && values.isOn(Options.PROXY) && !values.isOn(Options.REGISTER)) {
            findings.warning("service: none given, so that rules with a source never match (expected: "
                    + Options.SERVICE.ways() + ")");
        }
    }

    private void warnOfIgnored(Option<?> run) {
        if (values.isOn(Options.SUPERVISE) || values.isInvalid(Options.SUPERVISE)) {
            return;
        }
        String place = values.given(Options.SUPERVISE).orElseThrow().origin().place();
        values.given(run)
                .ifPresent(given ->
                        findings.warning(given.name() + ": ignored, since supervise is false (" + place + ")"));
    }

    private void warnOfHealthChecks() {
        Optional<Given> given = values.given(Options.HEALTH_CHECKS);
        if (given.isPresent() && !values.isOn(Options.REGISTER) && !values.isInvalid(Options.REGISTER)) {
            findings.warning(given.get().name() + ": ignored, since register is false");
            return;
        }
        values.read(Options.HEALTH_CHECKS)
                .ifPresent(checks -> checks.forEach(
                        check -> warnOfHealthCheck(given.orElseThrow().name(), check)));
    }

    private void warnOfHealthCheck(String name, HealthCheckOptions check) {
        String title = name + ": " + check.target().title();
        if (check.timeout().compareTo(check.interval()) > 0) {
            findings.warning(title + " may be put off by itself (expected: a timeout no longer than the interval)");
        }
        if (check.target() instanceof HealthCheckTarget.Command command && FileChecks.isNoProgram(command.program())) {
            findings.warning(title + " cannot be executed now (expected: a file that we may execute)");
        }
    }

    /** A read-only disk is no reason not to serve. */
    private void warnOfReadOnlyState() {
        values.read(Options.STATE_FILE)
                .filter(file -> !FileChecks.isReplaceable(file))
                .ifPresent(file -> findings.warning(
                        values.given(Options.STATE_FILE).orElseThrow().name() + ": " + file
                                + ": cannot be written: what is learnt will not outlive this process"));
    }

    private void warnOfShipping() {
        boolean off = !values.isOn(Options.LOGSTASH_TLS) && !values.isInvalid(Options.LOGSTASH_TLS);
        values.given(Options.LOGSTASH_CA_CERT_FILE)
                .filter(given -> off)
                .ifPresent(given -> findings.warning(given.name() + ": ignored, since logstash_tls is false (expected: "
                        + Options.LOGSTASH_TLS.ways() + ")"));
        // Without a server it is an error, proxy or not: what is refused is not ignored.
        if (values.isOn(Options.LOG)
                && isProxyOff()
                && values.given(Options.LOGSTASH_SERVER).isPresent()) {
            findings.warning(values.given(Options.LOG).orElseThrow().name()
                    + ": ignored, since proxy is false: there is no access log");
        }
    }

    private void warnOfUnproxied(Option<?> option) {
        values.given(option)
                .filter(given -> isProxyOff())
                .ifPresent(given -> findings.warning(
                        given.name() + ": ignored, since proxy is false (expected: " + Options.PROXY.ways() + ")"));
    }

    private boolean isProxyOff() {
        return !values.isOn(Options.PROXY) && !values.isInvalid(Options.PROXY);
    }

    /** As {@code $NAME:$TAG} leaves it when there is no TAG. */
    private void warnOfEmptyTag() {
        values.given(Options.SERVICE)
                .filter(given -> !values.isInvalid(Options.SERVICE) && hasEmptyTag(given.text()))
                .ifPresent(given -> findings.warning(given.name() + ": " + given.text()
                        + ": an empty tag is left out (expected: name or name:tag1,tag2)"));
    }

    private static boolean hasEmptyTag(String service) {
        int colon = service.indexOf(':');
        return colon >= 0
                && Arrays.stream(service.substring(colon + 1).split(",", -1)).anyMatch(String::isBlank);
    }

    private void warnOfPoll(Option<Duration> poll) {
        values.given(poll)
                .filter(given -> values.read(poll)
                        .filter(pause -> pause.compareTo(SHORT_POLL) < 0)
                        .isPresent())
                .ifPresent(given -> findings.warning(
                        given.name() + ": " + given.text() + " is a heavy load for the server (expected: 1s or more)"));
    }

    private void warnOfBlindTrust() {
        if (values.read(Options.UPSTREAM_TLS_VERIFY).orElse(true)) {
            return;
        }
        findings.warning(values.given(Options.UPSTREAM_TLS_VERIFY).orElseThrow().name()
                + ": false, so that an instance of type https may be anybody (expected: true)");
    }

    private void warnOfOpenAdmin() {
        values.read(Options.ADMIN_HOST)
                .filter(host -> !Hosts.isLoopback(host))
                .ifPresent(host -> findings.warning(
                        values.given(Options.ADMIN_HOST).orElseThrow().name() + ": " + host
                                + " lets others see what this sidecar knows (expected: 127.0.0.1)"));
    }

    private void warnOfUnusedTls(Option<Path> file) {
        if (values.isOn(DataPlaneOptions.TLS) || values.isInvalid(DataPlaneOptions.TLS)) {
            return;
        }
        values.given(file)
                .ifPresent(given -> findings.warning(given.name() + ": ignored, since tls is false (expected: "
                        + DataPlaneOptions.TLS.ways() + ")"));
    }

    private void warnOfOpenKey(Option<Path> key) {
        values.read(key)
                .filter(FileChecks::isOpenToAll)
                .ifPresent(
                        file -> findings.warning(values.given(key).orElseThrow().name() + ": everybody on this"
                                + " machine can read " + file + " (expected: its owner alone)"));
    }
}
