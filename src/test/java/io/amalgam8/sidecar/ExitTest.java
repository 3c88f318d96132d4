package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.ListenAddress;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.process.CannotStartException;
import io.amalgam8.sidecar.process.Command;
import io.amalgam8.sidecar.process.ProcessGroup;
import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start that failed ends with, and says. */
final class ExitTest {

    @Test
    void endsWith3WhenAPortIsTaken() {
        PortTakenException taken = PortTakenException.of("proxy", "127.0.0.1", 6379, "A8_PROXY_PORT");

        assertThat(Exit.codeOf(taken)).isEqualTo(3);
        assertThat(Exit.reasonOf(taken)).startsWith("proxy port: 127.0.0.1:6379 is taken");
    }

    @Test
    void endsAsAShellDoesWhenThereIsNoSuchCommand() {
        CannotStartException missing = cannotStart("no-such-command");

        assertThat(Exit.codeOf(missing)).isEqualTo(127);
        assertThat(Exit.reasonOf(missing)).startsWith("command: no-such-command not found");
    }

    @Test
    void endsAsAShellDoesWhenTheCommandIsNoProgram(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("plain.txt"), "not a program");

        assertThat(Exit.codeOf(cannotStart(file.toString()))).isEqualTo(126);
    }

    @Test
    void endsWith1AndAllThatIsKnownOfAnythingElse() {
        IOException other = new IOException("disk on fire");

        assertThat(Exit.codeOf(other)).isEqualTo(1);
        assertThat(Exit.reasonOf(other)).isEqualTo("java.io.IOException: disk on fire");
    }

    @Test
    void endsAsAShellTellsItWhenASignalComesBeforeAnythingWasStarted() {
        assertThat(Exit.codeOf(Signal.TERM)).isEqualTo(143);
        assertThat(Exit.codeOf(Signal.INT)).isEqualTo(130);
    }

    @Test
    void endsWith3AndASentenceWhenAnAddressCannotBeHad() {
        Throwable refused = new ListenAddress("proxy", "10.9.9.9", 6379, new ListenAddress.Choice("PORT", "HOST"))
                .explain(new IOException("bind(..) failed with error(-99): Cannot assign requested address"));

        assertThat(Exit.codeOf(refused)).isEqualTo(3);
        assertThat(Exit.reasonOf(refused))
                .isEqualTo("proxy: 10.9.9.9:6379 (expected: an address of this machine; choose another by HOST)");
    }

    private static CannotStartException cannotStart(String program) {
        Vertx vertx = Vertx.vertx();
        try {
            Command command = new Command(List.of(program), Map.of("PATH", "/usr/bin:/bin"));
            return Await.failure(ProcessGroup.start(vertx, command), CannotStartException.class);
        } finally {
            Await.result(vertx.close());
        }
    }
}
