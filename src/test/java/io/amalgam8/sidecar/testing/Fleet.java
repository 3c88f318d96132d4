package io.amalgam8.sidecar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A control plane, instances to be called and a sidecar that calls them: each a process of its own. */
public final class Fleet implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int UNLIMITED = 1_000_000;

    private final Path folder;
    private final EmbeddedControlPlane controlPlane = EmbeddedControlPlane.start();
    private final List<Program> programs = new ArrayList<>();

    private Fleet(Path folder) {
        this.folder = folder;
    }

    /** With logs in that folder, and nobody in it but the control plane. */
    public static Fleet in(Path folder) {
        return new Fleet(folder);
    }

    /** One running instance, known to the registry. */
    public record Member(Program program, int port, String id) {}

    public EmbeddedControlPlane controlPlane() {
        return controlPlane;
    }

    /** An instance that answers 200 at once. */
    public Member instance(String service) {
        return instance(service, 0, UNLIMITED, 200);
    }

    /** An instance that answers with that status after that delay, so many calls at a time. */
    public Member instance(String service, int delayMillis, int atATime, int status) {
        Program program = running(0, delayMillis, atATime, status);
        return register(service, program, port(program));
    }

    /** An instance of one version of the service, which answers 200 at once. */
    public Member version(String service, String tag) {
        Program program = running(0, 0, UNLIMITED, 200);
        return list(program, port(program), """
                {"service_name":"%s","tags":["%s"],"ttl":600,"endpoint":{"type":"http","value":"127.0.0.1:%d"}}
                """.formatted(service, tag, port(program)));
    }

    /** The same once more, where it was before; its predecessor must have ended. */
    public Member again(String service, Member before) {
        return register(service, running(before.port(), 0, UNLIMITED, 200), before.port());
    }

    /** The same process once more, while the registry goes on listing its predecessor. */
    public Member restarted(Member before) {
        return new Member(running(before.port(), 0, UNLIMITED, 200), before.port(), before.id());
    }

    /** Lists an address as an instance, whoever is there. */
    public Member register(String service, Program program, int port) {
        return list(program, port, """
                {"service_name":"%s","ttl":600,"endpoint":{"type":"http","value":"127.0.0.1:%d"}}
                """.formatted(service, port));
    }

    private Member list(Program program, int port, String instance) {
        HttpResponse<String> answer = Http.post(controlPlane.registry() + "/api/v1/instances", instance);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new Member(program, port, new JsonObject(answer.body()).getString("id"));
    }

    /** Takes it out of the registry; the process goes on. */
    public void deregister(Member member) {
        assertThat(Http.delete(controlPlane.registry() + "/api/v1/instances/" + member.id())
                        .statusCode())
                .isEqualTo(200);
    }

    /** A sidecar that proxies, polls each second, and has had its first answer for that service. */
    public Sidecar sidecar(String service, List<String> virtualMachine, String... more) {
        List<String> arguments = new ArrayList<>(virtualMachine);
        arguments.addAll(List.of("-jar", Program.jar(), "--proxy", "--proxy_port", "0", "--admin_port", "0"));
        arguments.addAll(List.of("--registry_url", controlPlane.registry(), "--registry_poll", "1s"));
        arguments.addAll(List.of("--controller_url", controlPlane.controller(), "--controller_poll", "1s"));
        arguments.addAll(
                List.of("--log_dir", folder.resolve("log-" + programs.size()).toString()));
        arguments.addAll(List.of(more));
        Program program = Program.java(Map.of(), arguments);
        programs.add(program);
        String proxy = program.awaitLine("proxy=(\\S+)").group(1);
        String admin = program.awaitLine("admin=(\\S+)").group(1);
        Sidecar sidecar = new Sidecar(program, portOf(proxy), portOf(admin));
        await().atMost(PATIENCE)
                .until(() -> Http.get(sidecar.url("/" + service + "/")).statusCode() != 404
                        && Http.get(sidecar.adminUrl("/readyz")).statusCode() == 200);
        return sidecar;
    }

    /** The sidecar and its ports on this machine. */
    public record Sidecar(Program program, int port, int adminPort) {

        public String url(String target) {
            return "http://127.0.0.1:" + port + target;
        }

        public String adminUrl(String target) {
            return "http://127.0.0.1:" + adminPort + target;
        }
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
        controlPlane.close();
    }

    private Program running(int port, int delayMillis, int atATime, int status) {
        Program program = TestService.start(port, delayMillis, atATime, status);
        programs.add(program);
        port(program);
        return program;
    }

    private static int port(Program program) {
        return Integer.parseInt(program.awaitLine("service=(\\d+)").group(1));
    }

    private static int portOf(String authority) {
        return Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
    }
}
