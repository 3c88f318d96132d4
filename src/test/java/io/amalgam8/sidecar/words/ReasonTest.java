package io.amalgam8.sidecar.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures in words for people. */
final class ReasonTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "finishConnect(..) failed with error(-111): Connection refused | connection refused",
                "finishConnect(..) failed with error(-111): Connection refused: a/1.2.3.4:80 | connection refused",
                "Connection refused: localhost/127.0.0.1:31300 | connection refused",
                "recvAddress(..) failed with error(-104): Connection reset by peer | connection reset",
                "connect(..) failed with error(-101): Network is unreachable | network is unreachable",
                "bind(..) failed with error(-13): Permission denied | Permission denied",
                "HTTP/1.1 header parser received no bytes | the connection was closed without an answer",
                "certificate expired | certificate expired",
            })
    void whatSystemsAndLibrariesSay(String said, String reason) {
        assertThat(Reason.of(new IOException(said))).isEqualTo(reason);
        assertThat(Reason.of(new IOException("outer", new IOException(said)))).isEqualTo(reason);
    }

    @Test
    void aNameThatNobodyKnows() {
        assertThat(Reason.of(caused(new ConnectException(), new UnresolvedAddressException())))
                .isEqualTo("host name unknown");
        assertThat(Reason.of(new UnknownHostException("nowhere"))).isEqualTo("host name unknown");
        assertThat(Reason.of(caused(
                        new UnknownHostException("Failed to resolve 'nowhere'"),
                        new IOException("Query failed with NXDOMAIN"))))
                .isEqualTo("host name unknown");
    }

    @Test
    void aNameThatCannotBeAskedFor() {
        assertThat(Reason.of(
                        caused(new UnknownHostException("Failed to resolve 'a'"), new IOException("query timed out"))))
                .isEqualTo("host name cannot be resolved: query timed out");
    }

    @Test
    void anAnswerThatEndsBeforeItBegins() {
        assertThat(Reason.of(
                        new IOException("HTTP/1.1 header parser received no bytes", new EOFException("EOF reached"))))
                .isEqualTo("the connection was closed without an answer");
    }

    @Test
    void whatSaysNothing() {
        assertThat(Reason.of(caused(new ConnectException(), new ClosedChannelException())))
                .isEqualTo("no connection");
        assertThat(Reason.of(new ClosedChannelException())).isEqualTo("ClosedChannelException");
        assertThat(Reason.of(new IOException("said", new ClosedChannelException())))
                .isEqualTo("said");
    }

    @Test
    void filesWithoutTheNameOfTheirException() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(reasonOf(() -> Files.newInputStream(directory.resolve("none"))))
                .isEqualTo("does not exist");
        assertThat(reasonOf(() -> Files.createDirectories(file))).isEqualTo("something else is in its place");
        assertThat(reasonOf(() -> Files.newInputStream(file.resolve("below")))).isEqualTo("Not a directory");
        assertThat(Reason.of(new AccessDeniedException("x"))).isEqualTo("permission denied");
        assertThat(Reason.of(new FileSystemException("x", null, "Read-only file system")))
                .isEqualTo("Read-only file system");
    }

    @Test
    void isOneLineAndEnds() {
        IOException circle = new IOException("first\nsecond");
        circle.initCause(new IOException("third\nfourth", circle));

        assertThat(Reason.of(new IOException("first\nsecond"))).isEqualTo("first");
        assertThat(Reason.of(circle)).doesNotContain("\n");
    }

    /** What is done to a file. */
    @FunctionalInterface
    private interface Deed {
        Object run() throws IOException;
    }

    private static String reasonOf(Deed deed) {
        try {
            return "no failure, but " + deed.run();
        } catch (IOException e) {
            return Reason.of(e);
        }
    }

    private static Throwable caused(Throwable failure, Throwable cause) {
        return failure.initCause(cause);
    }
}
