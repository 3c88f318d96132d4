package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.model.Tags;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StateFileTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instance INSTANCE = new Instance(
            "a", "reviews", new Endpoint(EndpointType.HTTP, "10.0.0.1", 9080, ""), Tags.of("v1"), InstanceStatus.UP);
    private static final Rule RULE = new Rule(
            "r", 1, "reviews", List.of(), Match.ALWAYS, new Actions(List.of(new Actions.Abort(503, 0.25, Tags.NONE))));
    private static final SavedState STATE = new SavedState(
            Optional.of(Catalog.of(List.of(INSTANCE))), Optional.of(new RuleSet(List.of(RULE), List.of(), 7)));

    @TempDir
    Path directory;

    @Test
    void readsWhatItWrote() throws IOException {
        file(NOW).write(STATE);

        assertThat(file(NOW).read()).isEqualTo(STATE);
    }

    @Test
    void readsWhereOnlyOneServerHasEverAnswered() throws IOException {
        SavedState half = new SavedState(STATE.catalog(), Optional.empty());
        file(NOW).write(half);

        assertThat(file(NOW).read()).isEqualTo(half);
    }

    @Test
    void readsWhatAnEarlierVersionWroteWithTheChecksumInFront() throws IOException {
        file(NOW).write(STATE);
        Path path = directory.resolve("state.json");
        Files.writeString(
                path,
                Files.readString(path)
                        .replaceFirst(
                                "\\{(\"format\":1),(.*),(\"state\":.*),(\"sha256\":\"[0-9a-f]+\")}", "{$1,$2,$4,$3}"));

        assertThat(path).content().contains("\"sha256\":\"").endsWith("}}}");
        assertThat(file(NOW).read()).isEqualTo(STATE);
    }

    @Test
    void readsATextOfAnyCharacters() throws IOException {
        Instance odd = new Instance("a\u0000\"\\é😀", "reviews", INSTANCE.endpoint(), Tags.NONE, InstanceStatus.UP);
        SavedState state = new SavedState(Optional.of(Catalog.of(List.of(odd))), Optional.empty());
        file(NOW).write(state);

        assertThat(file(NOW).read()).isEqualTo(state);
    }

    @Test
    void writesAQuestionMarkForHalfACharacter() throws IOException {
        Instance half = new Instance("a\ud800b", "reviews", INSTANCE.endpoint(), Tags.NONE, InstanceStatus.UP);
        file(NOW).write(new SavedState(Optional.of(Catalog.of(List.of(half))), Optional.empty()));

        assertThat(file(NOW).read().catalog().orElseThrow().instances())
                .singleElement()
                .extracting(Instance::id)
                .isEqualTo("a?b");
    }

    @Test
    void keepsSuspectsAsInstances() throws IOException {
        Catalog doubtful = new Catalog(List.of(INSTANCE), Set.of("a"), List.of());
        file(NOW).write(new SavedState(Optional.of(doubtful), Optional.empty()));

        assertThat(file(NOW).read().catalog()).isEqualTo(STATE.catalog());
    }

    @Test
    void isNothingWhereThereIsNoFile() throws IOException {
        assertThat(file(NOW).read()).isEqualTo(SavedState.NONE);
    }

    @Test
    void leavesNothingBesideTheFile() throws IOException {
        file(NOW).write(STATE);
        file(NOW).write(STATE);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("state.json"));
        }
    }

    @ParameterizedTest
    @CsvSource({"PT24H,true", "PT24H1S,false", "PT-1H,true"})
    void isUsedForADay(Duration age, boolean used) throws IOException {
        file(NOW.minus(age)).write(STATE);

        if (used) {
            assertThat(file(NOW).read()).isEqualTo(STATE);
            return;
        }
        assertThatThrownBy(() -> file(NOW).read())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("24 hours");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,10.0.0.2,checksum",
        "503,500,checksum",
        "'\"format\":1','\"format\":2',format",
        "2026,later,written",
        "'{','[',JSON",
    })
    void refusesWhatSomebodyElseHasWritten(String text, String replacement, String reason) throws IOException {
        file(NOW).write(STATE);
        Path path = directory.resolve("state.json");
        Files.writeString(path, Files.readString(path).replace(text, replacement));

        assertThatThrownBy(() -> file(NOW).read())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesEveryBeginningOfAFile() throws IOException {
        file(NOW).write(STATE);
        Path path = directory.resolve("state.json");
        String whole = Files.readString(path);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(path, whole.substring(0, length));
            assertThatThrownBy(() -> file(NOW).read())
                    .as("%d characters", length)
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void isReadableForItsOwnerAlone() throws IOException {
        file(NOW).write(STATE);

        assertThat(Files.getPosixFilePermissions(directory.resolve("state.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void leavesTheOldOneInPlaceWhereItCannotWrite() throws IOException {
        file(NOW).write(STATE);
        Path path = directory.resolve("state.json");
        String before = Files.readString(path);
        // A directory cannot be replaced by a file.
        Path inTheWay = directory.resolve("other.json");
        Files.createDirectories(inTheWay.resolve("full"));

        assertThatThrownBy(() -> new StateFile(inTheWay, InstantSource.fixed(NOW)).write(STATE))
                .isInstanceOf(IOException.class);

        assertThat(path).hasContent(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(path, inTheWay);
        }
    }

    @Test
    void looksIntoNothingThatIsNoOrdinaryFileOrTooLarge() throws IOException {
        Path path = Files.createDirectory(directory.resolve("state.json"));
        assertThatThrownBy(() -> file(NOW).read()).hasMessageContaining("regular file");

        Files.delete(path);
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> file(NOW).read()).hasMessageContaining("regular file");
    }

    private StateFile file(Instant now) {
        return new StateFile(directory.resolve("state.json"), InstantSource.fixed(now));
    }
}
