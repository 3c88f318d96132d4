package io.amalgam8.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Instances are written {@code service+number}; a suspect has a question mark. In a listing, an exclamation mark means an
 * entry that cannot be read: {@code a1!} with that id, {@code !a} of that service, {@code !} of nobody knows whom.
 */
final class CatalogGuardTest {

    /** Each column is one listing, and below it what is believed then. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "everything gone at once         | a1 a2 b1 | -        | -        | -  | a1? a2? b1? | a1? a2? b1? | -",
                "everything, although only one   | a1       | -        | -        | -  | a1?         | a1?         | -",
                "most of a service               | a1 a2 a3 | a1       | a1       | a1 | a1 a2? a3?  | a1 a2? a3?  | a1",
                "all of a service of two         | a1 a2 b1 | b1       | b1       | b1 | a1? a2? b1  | a1? a2? b1  | b1",
                "the last ones of most services  | a1 b1 c1 | c1       | c1       | c1 | a1? b1? c1  | a1? b1? c1  | c1",
                "the last ones of half of them   | a1 b1 c1 d1 | c1 d1 | c1 d1    | c1 d1 | c1 d1    | c1 d1       | c1 d1",
                "half of a service               | a1 a2 a3 a4 | a1 a2 | a1 a2    | a1 a2 | a1 a2    | a1 a2       | a1 a2",
                "a single one                    | a1 a2 a3 | a1 a2    | a1 a2    | a1 a2 | a1 a2    | a1 a2       | a1 a2",
                "one of two                      | a1 a2    | a1       | a1       | a1 | a1          | a1          | a1",
                "a service's last one            | a1 b1    | b1       | b1       | b1 | b1          | b1          | b1",
                "one after the other             | a1 a2 a3 | a1 a2    | a1       | -  | a1 a2       | a1          | a1?",
                "back at once                    | a1 a2    | -        | a1 a2    | a1 a2 | a1? a2?  | a1 a2       | a1 a2",
                "back in part                    | a1 a2 a3 | -        | a1       | a1 | a1? a2? a3? | a1 a2? a3?  | a1",
                "gone, back and gone again       | a1 a2    | -        | a1 a2    | -  | a1? a2?     | a1 a2       | a1? a2?",
                "others come meanwhile           | a1 a2    | b1       | b1 b2    | b2 | a1? a2? b1  | a1? a2? b1 b2 | b2",
                "another goes meanwhile          | a1 a2 a3 b1 b2 | b1 b2 | b1    | b1 | a1? a2? a3? b1 b2 | a1? a2? a3? b1 | b1",
                "more come than go               | a1 a2    | a3 a4 a5 | a3 a4 a5 | a3 a4 a5 | a1? a2? a3 a4 a5 | a1? a2? a3 a4 a5 | a3 a4 a5",
                "an unreadable entry             | a1 a2    | a1 a2!   | a1 a2!   | a1 a2! | a1 a2      | a1 a2       | a1 a2",
                "unreadable, and then gone       | a1 a2    | a1 a2!   | a1       | a1 | a1 a2       | a1          | a1",
                "unreadable all                  | a1 a2    | a1! a2!  | a1! a2!  | a1! a2! | a1 a2    | a1 a2       | a1 a2",
                "rubbish                         | a1 b1    | !        | !        | !  | a1 b1       | a1 b1       | a1 b1",
                "rubbish in the place of one     | a1 a2    | a1 !     | a1 !     | a1 ! | a1 a2?    | a1 a2?      | a1",
                "rubbish within the service      | a1 a2    | a1 !a    | a1 !a    | a1 !a | a1 a2?   | a1 a2?      | a1",
                "rubbish within another          | a1 a2 b1 | a1 b1 !b | a1 b1 !b | a1 b1 !b | a1 b1 | a1 b1       | a1 b1",
                "rubbish that was always there   | a1 a2 !a | a1 !a    | a1 !a    | a1 !a | a1       | a1          | a1",
                "rubbish confirms no doubt       | a1 a2    | -        | !        | -  | a1? a2?     | a1? a2?     | a1? a2?",
                "a suspect who is unreadable     | a1 a2    | -        | a1! b1   | b1 | a1? a2?     | a1 a2? b1   | b1",
            })
    void believes(
            String name, String first, String second, String third, String fourth, String b2, String b3, String b4) {
        CatalogGuard guard = CatalogGuard.NEW.after(listing(first));
        assertThat(shown(guard)).isEqualTo(readable(first));

        guard = guard.after(listing(second));
        assertThat(shown(guard)).isEqualTo(set(b2));
        guard = guard.after(listing(third));
        assertThat(shown(guard)).isEqualTo(set(b3));
        guard = guard.after(listing(fourth));
        assertThat(shown(guard)).isEqualTo(set(b4));
    }

    @Test
    void believesTheFirstListingWhateverItSays() {
        assertThat(CatalogGuard.NEW.after(Catalog.EMPTY).believed()).isEqualTo(Catalog.EMPTY);
    }

    @Test
    void suspectsNobodyWhoWasRegisteredAnewUnderAnotherId() {
        Catalog before = Catalog.of(List.of(instance("old1", "a1"), instance("old2", "a2")));
        Catalog after = Catalog.of(List.of(instance("new1", "a1"), instance("new2", "a2")));

        assertThat(CatalogGuard.NEW.after(before).after(after).believed()).isEqualTo(after);
    }

    @Test
    void dropsASuspectWhoIsBackUnderAnotherId() {
        Catalog before = Catalog.of(List.of(instance("old1", "a1"), instance("old2", "a2")));
        Catalog back = Catalog.of(List.of(instance("new1", "a1")));

        CatalogGuard guard = CatalogGuard.NEW.after(before).after(Catalog.EMPTY).after(back);

        assertThat(guard.believed().instances()).extracting(Instance::id).containsExactlyInAnyOrder("new1", "old2");
        assertThat(guard.believed().suspects()).containsExactly("old2");
    }

    @Test
    void suspectsTheMissingWhileAllOthersHadToRegisterAnew() {
        Catalog before = Catalog.of(List.of(instance("old1", "a1"), instance("old2", "a2"), instance("old3", "b3")));
        Catalog after = Catalog.of(List.of(instance("new1", "a1")));

        CatalogGuard guard = CatalogGuard.NEW.after(before).after(after);

        assertThat(shown(guard)).containsExactlyInAnyOrder("new1", "old2?", "old3?");
        assertThat(guard.after(after).after(after).believed()).isEqualTo(after);
    }

    @Test
    void believesThatOneHasGoneWhileAnotherRegisteredAnewAndAThirdHasKeptItsId() {
        Catalog before = Catalog.of(List.of(instance("old1", "a1"), instance("old2", "a2"), instance("kept", "b3")));
        Catalog after = Catalog.of(List.of(instance("new1", "a1"), instance("kept", "b3")));

        assertThat(CatalogGuard.NEW.after(before).after(after).believed()).isEqualTo(after);
    }

    @Test
    void showsWhatTheLastListingLeftOut() {
        Catalog listed = new Catalog(List.of(), Set.of(), List.of(new LeftOut("x", "s", "why")));

        assertThat(CatalogGuard.NEW.after(listed).believed().leftOut()).isEqualTo(listed.leftOut());
    }

    @Property(tries = 300, seed = "40")
    void believesWhatIsListedThreeTimesInARow(
            @ForAll @Size(max = 12) Set<@IntRange(min = 0, max = 30) Integer> before,
            @ForAll @Size(max = 12) Set<@IntRange(min = 0, max = 30) Integer> after) {
        Catalog listed = numbered(after);
        CatalogGuard guard = CatalogGuard.NEW.after(numbered(before));

        assertThat(guard.after(listed).believed().instances()).containsAll(listed.instances());
        assertThat(guard.after(listed).after(listed).after(listed).believed()).isEqualTo(listed);
    }

    private static Catalog numbered(Set<Integer> numbers) {
        return Catalog.of(numbers.stream()
                .map(number -> "abc".charAt(number % 3) + "" + number)
                .map(name -> instance(name, name))
                .toList());
    }

    private static Catalog listing(String names) {
        List<Instance> instances =
                readable(names).stream().map(name -> instance(name, name)).toList();
        List<LeftOut> leftOut = set(names).stream()
                .filter(name -> name.contains("!"))
                .map(CatalogGuardTest::unreadable)
                .toList();
        return new Catalog(instances, Set.of(), leftOut);
    }

    private static LeftOut unreadable(String name) {
        boolean hasId = name.endsWith("!") && name.length() > 1;
        String id = hasId ? name.substring(0, name.length() - 1) : "";
        return new LeftOut(id, hasId ? id.substring(0, 1) : name.substring(1), "unreadable");
    }

    private static Instance instance(String id, String place) {
        int port = Integer.parseInt(place.substring(1)) + 1;
        Endpoint endpoint = new Endpoint(EndpointType.HTTP, place.substring(0, 1), port, "");
        return new Instance(id, place.substring(0, 1), endpoint, Tags.NONE, InstanceStatus.UP);
    }

    private static Set<String> shown(CatalogGuard guard) {
        Catalog believed = guard.believed();
        return believed.instances().stream()
                .map(instance -> instance.id() + (believed.isSuspect(instance) ? "?" : ""))
                .collect(Collectors.toSet());
    }

    private static Set<String> readable(String names) {
        return set(names).stream().filter(name -> !name.contains("!")).collect(Collectors.toSet());
    }

    private static Set<String> set(String names) {
        return names.equals("-") ? Set.of() : Arrays.stream(names.split(" ")).collect(Collectors.toSet());
    }
}
