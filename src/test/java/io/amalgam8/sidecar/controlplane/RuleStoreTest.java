package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RuleStoreTest {

    private static final Tenant BLUE = new Tenant("blue");
    private static final Tenant GREEN = new Tenant("green");
    private static final RuleFilter EVERYTHING = RuleFilter.of(Map.of());

    private final RuleStore store = new RuleStore(new Quota(Long.MAX_VALUE));

    @Test
    void eachChangeRaisesTheRevisionByOne() {
        assertThat(store.book(BLUE).revision()).isZero();
        store.add(BLUE, List.of(route("a", "reviews"), route("b", "reviews")));
        assertThat(store.book(BLUE).revision()).isEqualTo(1);
        store.update(BLUE, List.of(route("a", "ratings")));
        assertThat(store.book(BLUE).revision()).isEqualTo(2);
        store.replace(BLUE, RuleFilter.of("reviews", RuleKind.ROUTE), List.of(route("c", "reviews")));
        assertThat(store.book(BLUE).revision()).isEqualTo(3);
        store.delete(BLUE, RuleFilter.of(Map.of("id", List.of("nobody"))));
        assertThat(store.book(BLUE).revision()).isEqualTo(4);
    }

    @Test
    void anUpdateWithAnUnknownIdChangesNothing() {
        store.add(BLUE, List.of(route("a", "reviews")));
        assertThat(store.update(BLUE, List.of(route("a", "ratings"), route("nobody", "ratings"))))
                .isFalse();
        assertThat(store.book(BLUE).revision()).isEqualTo(1);
        assertThat(store.book(BLUE).selected(EVERYTHING)).containsExactly(route("a", "reviews"));
    }

    @Test
    void anUpdateLeavesARuleInItsPlace() {
        store.add(BLUE, List.of(route("a", "x"), route("b", "x"), route("c", "x")));
        store.update(BLUE, List.of(action("b", "y")));
        assertThat(store.book(BLUE).selected(EVERYTHING))
                .containsExactly(route("a", "x"), action("b", "y"), route("c", "x"));
    }

    @Test
    void replacingTheRoutesOfADestinationLeavesItsActionsAndAllElse() {
        store.add(BLUE, List.of(route("a", "x"), action("b", "x"), route("c", "y")));
        store.replace(BLUE, RuleFilter.of("x", RuleKind.ROUTE), List.of(route("d", "x"), route("e", "z")));
        assertThat(store.book(BLUE).selected(EVERYTHING))
                .extracting(StoredRule::id)
                .containsExactly("b", "c", "d", "e");
    }

    @Test
    void filtersByOneOfTheIdsAllOfTheTagsAndOneOfTheDestinations() {
        StoredRule tagged = new StoredRule("a", List.of("t1", "t2"), "x", RuleKind.ROUTE, "{}");
        store.add(BLUE, List.of(tagged, route("b", "x"), route("c", "y")));
        RuleBook book = store.book(BLUE);
        assertThat(book.selected(RuleFilter.of(Map.of("id", List.of("a", "c")))))
                .hasSize(2);
        assertThat(book.selected(RuleFilter.of(Map.of("tag", List.of("t1", "t2")))))
                .containsExactly(tagged);
        assertThat(book.selected(RuleFilter.of(Map.of("tag", List.of("t1", "t3")))))
                .isEmpty();
        assertThat(book.selected(RuleFilter.of(Map.of("destination", List.of("x", "y")))))
                .hasSize(3);
        assertThat(book.selected(RuleFilter.of(Map.of("destination", List.of("y"), "id", List.of("a")))))
                .isEmpty();
        assertThat(book.selected(EVERYTHING.only(RuleKind.ACTION))).isEmpty();
    }

    @Test
    void tenantsNeverSeeEachOther() {
        store.add(BLUE, List.of(route("a", "x")));
        assertThat(store.book(GREEN)).isEqualTo(RuleBook.EMPTY);
        assertThat(store.update(GREEN, List.of(route("a", "x")))).isFalse();
        store.delete(GREEN, EVERYTHING);
        assertThat(store.book(BLUE).selected(EVERYTHING)).hasSize(1);
    }

    @Test
    void aFullStoreTakesNothingMoreButCanBeEmptied() {
        long one = new RuleBook(Map.of("a", route("a", "x")), 1).weight();
        RuleStore small = new RuleStore(new Quota(one));
        small.add(BLUE, List.of(route("a", "x")));
        assertThatThrownBy(() -> small.add(BLUE, List.of(route("b", "x"))))
                .isInstanceOfSatisfying(
                        RefusalException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(403));
        assertThatThrownBy(() -> small.delete(GREEN, EVERYTHING)).isInstanceOf(RefusalException.class);
        assertThat(small.book(BLUE).revision()).isEqualTo(1);
        small.delete(BLUE, EVERYTHING);
        small.add(BLUE, List.of(route("c", "x")));
        assertThat(small.book(BLUE).hasAll(Set.of("c"))).isTrue();
    }

    @Test
    void concurrentChangesAreAllCounted() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> changes = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String id = "rule" + i;
                changes.add(threads.submit(() -> store.add(BLUE, List.of(route(id, "x")))));
            }
            for (Future<?> change : changes) {
                change.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.book(BLUE).revision()).isEqualTo(400);
        assertThat(store.book(BLUE).selected(EVERYTHING)).hasSize(400);
    }

    private static StoredRule route(String id, String destination) {
        return new StoredRule(id, List.of(), destination, RuleKind.ROUTE, "{\"id\":\"" + id + "\"}");
    }

    private static StoredRule action(String id, String destination) {
        return new StoredRule(id, List.of(), destination, RuleKind.ACTION, "{\"id\":\"" + id + "\"}");
    }
}
