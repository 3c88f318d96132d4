package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** A sidecar that asks its servers ten times a second, its callers, and what it says. */
final class FaultySidecar implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CALLERS = 4;
    private static final String TOKEN = "CANARY-7d1f";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Program program;
    private final String proxy;
    private final String admin;
    private Optional<Traffic> traffic = Optional.empty();

    private FaultySidecar(Program program) {
        this.program = program;
        this.proxy = program.awaitLine("proxy=(\\S+)").group(1);
        this.admin = program.awaitLine("admin=(\\S+)").group(1);
    }

    /** With its files in that folder. */
    static FaultySidecar start(String registryUrl, String controllerUrl, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FaultySidecar(Program.start(
                Map.of("A8_REGISTRY_TOKEN", TOKEN, "A8_CONTROLLER_TOKEN", TOKEN),
                "--proxy",
                "--service=gateway",
                "--proxy_port=0",
                "--admin_port=0",
                "--registry_url=" + registryUrl,
                "--registry_poll=100ms",
                "--controller_url=" + controllerUrl,
                "--controller_poll=100ms",
                "--log_dir=" + folder,
                "--state_file=" + folder.resolve("state.json")));
    }

    /** Where the service is called. */
    String url() {
        return "http://" + proxy + "/helloworld/x";
    }

    /** From now on; the first call may be lost no more than the last one. */
    void callAllTheTime() {
        traffic = Optional.of(Traffic.of(CALLERS, URI.create("http://" + proxy).getPort(), "GET", "/helloworld/x"));
    }

    /** The ids of the instances and rules in force, each with all that is shown of it behind it. */
    List<String> table() {
        try {
            List<String> table = new ArrayList<>();
            JsonNode state =
                    JSON.readTree(Http.get("http://" + admin + "/a8-admin").body());
            for (String kind : new String[] {"instances", "routes", "actions"}) {
                for (JsonNode entry : state.path(kind).path("helloworld")) {
                    table.add(entry.path("id").asText());
                    table.add(entry.toString());
                }
            }
            return table;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    void awaitReady(int status) {
        patiently("ready: " + status)
                .until(() -> Http.get("http://" + admin + "/readyz").statusCode() == status);
    }

    void awaitInTable(String... ids) {
        patiently("in the table").until(() -> table().containsAll(List.of(ids)));
    }

    /** Until it has been said so often. */
    void awaitSaid(String what, int times) {
        patiently(times + " times " + what).until(() -> count(what) >= times);
    }

    long count(String what) {
        return program.lines().stream().filter(line -> line.contains(what)).count();
    }

    void assertNothingLost(String during) {
        traffic.ifPresent(calls -> assertThat(calls.losses()).as(during).isEmpty());
    }

    /** Neither of calls nor of words: what is warned of are outages, the short polls, and what is allowed. */
    void assertNothingWasLostAndNothingElseSaid(String... allowed) {
        assertNothingLost("all the time");
        traffic.ifPresent(calls -> assertThat(calls.answered()).isGreaterThan(100));
        List<String> expected = Stream.concat(Stream.of("server is away", "100ms is a heavy load"), Stream.of(allowed))
                .toList();
        assertThat(program.lines())
                .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .allMatch(line -> expected.stream().anyMatch(line::contains), "of what is expected");
        assertThat(count("server is back")).isEqualTo(count("server is away"));
        assertThat(program.output()).doesNotContain(TOKEN);
    }

    /** Looks often, since very many things are waited for in turn. */
    static ConditionFactory patiently(String what) {
        return await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    @Override
    public void close() {
        traffic.ifPresent(Traffic::close);
        program.close();
    }
}
