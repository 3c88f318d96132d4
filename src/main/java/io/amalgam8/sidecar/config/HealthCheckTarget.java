package io.amalgam8.sidecar.config;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a health check asks, and what the answer must be. */
public sealed interface HealthCheckTarget {

    /** What people and logs call it; without a query, which may hold what is nobody else's business. */
    String title();

    /** The kind and the place in a few letters, without a path: {@code http:localhost:8080}, {@code file:check.sh}. */
    String label();

    /**
     * A request over HTTP; redirects are not followed.
     *
     * @param url http or https, with a host
     * @param status the one status that passes; any from 200 to 299 when empty
     * @param authorities whom to trust with https instead of the system's authorities: certificates in PEM
     */
    record Http(URI url, String method, Optional<Integer> status, Optional<Path> authorities)
            implements HealthCheckTarget {

        public Http {
            status.ifPresent(one -> Checks.inRange("health check's status", one, 100, 599));
            if (url.getScheme() == null || Authority.of(url).isEmpty()) {
                throw InvalidValueException.of("health check's url", "", "http[s]://host[:port][/path]");
            }
        }

        /** Whether it is asked over TLS. */
        public boolean isSecure() {
            return scheme().equals("https");
        }

        /** The host to call: a name or an IP address, IPv6 without brackets. */
        public String host() {
            return authority().host();
        }

        /** The port, also where the URL leaves it out. */
        public int port() {
            return authority().port().orElse(isSecure() ? 443 : 80);
        }

        @Override
        public String title() {
            return scheme() + "://" + authority()
                    + Optional.ofNullable(url.getRawPath()).orElse("");
        }

        @Override
        public String label() {
            return scheme() + ":" + authority().writtenHost() + ":" + port();
        }

        private Authority authority() {
            return Authority.of(url).orElseThrow();
        }

        private String scheme() {
            return url.getScheme().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A connection over TCP: it passes when it is accepted.
     *
     * @param host a name or an IP address, IPv6 without brackets
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements HealthCheckTarget {

        public Tcp {
            Checks.inRange("health check's port", port, 1, 65535);
        }

        @Override
        public String title() {
            return "tcp://" + authority();
        }

        @Override
        public String label() {
            return "tcp:" + authority();
        }

        private String authority() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A command that is run.
     *
     * @param words the program's path, or its name on the PATH, then its arguments
     * @param exitCode the one that passes
     */
    record Command(List<String> words, int exitCode) implements HealthCheckTarget {

        public Command {
            words = List.copyOf(words);
            Checks.notEmpty("health check's command", words);
            Checks.inRange("health check's exit code", exitCode, 0, 255);
        }

        /** Its first word. */
        public String program() {
            return words.get(0);
        }

        /** The program alone, since arguments may be secret. */
        @Override
        public String title() {
            return program();
        }

        @Override
        public String label() {
            return "file:" + program().substring(program().lastIndexOf('/') + 1);
        }
    }
}
