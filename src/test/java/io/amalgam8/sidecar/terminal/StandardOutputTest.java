package io.amalgam8.sidecar.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How a program ends that may not have been heard. */
final class StandardOutputTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream error = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void whatHasArrivedChangesNothing() {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        out.print("a result");

        assertThat(StandardOutput.codeOf("a8x", 5, out, error, () -> true)).isEqualTo(5);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aFullDiskIsSaid() {
        assertThat(StandardOutput.codeOf("a8x", 0, full(), error, () -> false)).isEqualTo(74);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .isEqualTo("a8x: standard output cannot be written, as on a full disk\n");
    }

    @Test
    void aReaderThatHasSeenEnoughHearsNoComplaint() {
        assertThat(StandardOutput.codeOf("a8x", 0, full(), error, () -> true)).isEqualTo(141);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static PrintStream full() {
        PrintStream out = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("nothing more");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        out.print("a result");
        return out;
    }
}
