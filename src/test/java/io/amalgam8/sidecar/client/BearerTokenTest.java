package io.amalgam8.sidecar.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BearerTokenTest {

    private static final Duration OFTEN = Duration.ofMillis(50);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void isWhatIsGiven() {
        assertThat(current(BearerToken.of(vertx, new Token.Given(new Secret("abc")))))
                .isEqualTo("abc");
        assertThat(Await.result(BearerToken.of(vertx, new Token.None()).current()))
                .isEmpty();
    }

    @Test
    void isReadFromItsFileWithoutTheNewline() throws IOException {
        assertThat(current(inFile("abc\n"))).isEqualTo("abc");
    }

    @Test
    void isReadAgainWhenTheFileChanges() throws IOException {
        BearerToken token = inFile("old\n");
        assertThat(current(token)).isEqualTo("old");

        Files.writeString(file(), "new\r\n");

        await().untilAsserted(() -> assertThat(current(token)).isEqualTo("new"));
    }

    @Test
    void staysTheLastGoodOneWhileTheFileCannotBeRead() throws IOException {
        BearerToken token = inFile("good");
        assertThat(current(token)).isEqualTo("good");

        Files.delete(file());
        Files.writeString(directory.resolve("other"), "x");
        await().during(OFTEN.multipliedBy(6))
                .untilAsserted(() -> assertThat(current(token)).isEqualTo("good"));

        Files.writeString(file(), "better");
        await().untilAsserted(() -> assertThat(current(token)).isEqualTo("better"));
    }

    @Test
    void saysWhichFileHoldsNone() {
        BearerToken token = BearerToken.of(vertx, new Token.InFile(file()), OFTEN);

        ControlPlaneException failure = Await.failure(token.current(), ControlPlaneException.class);

        assertThat(failure.kind()).isEqualTo(ControlPlaneException.Kind.REFUSED);
        assertThat(failure).hasMessageContaining(file().toString());
    }

    @Test
    void isFoundInAFileThatComesLater() throws IOException {
        BearerToken token = BearerToken.of(vertx, new Token.InFile(file()), OFTEN);
        Await.failure(token.current(), ControlPlaneException.class);

        Files.writeString(file(), "late");

        await().until(() ->
                Await.result(token.current().otherwise(Optional.empty())).isPresent());
        assertThat(current(token)).isEqualTo("late");
        Await.result(token.close());
    }

    private BearerToken inFile(String content) throws IOException {
        Files.writeString(file(), content);
        return BearerToken.of(vertx, new Token.InFile(file()), OFTEN);
    }

    private Path file() {
        return directory.resolve("token");
    }

    private static String current(BearerToken token) {
        Optional<Secret> secret = Await.result(token.current());
        return secret.map(Secret::value).orElse("");
    }
}
