package io.amalgam8.sidecar.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.RetryOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many retries a destination is given. */
final class RetryBudgetTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        // requests in each of so many seconds, of which each wants a retry; retries in all
        "0, 1, 0",
        "5, 1, 5",
        "100, 1, 20",
        "1000, 1, 200",
        "1000, 10, 2000",
        "20, 10, 100"
    })
    void isAFifthOfTheRequestsAndTenInEachSecondInAnyCase(int requests, int seconds, int expected) {
        RetryBudget budget = new RetryBudget(RetryOptions.USUAL, 0);
        int given = 0;
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < requests; i++) {
                long now = second * SECOND + i * (SECOND / 2) / Math.max(1, requests);
                budget.requested(now);
                given += budget.withdraw(second * SECOND) ? 1 : 0;
            }
        }

        assertThat(given).isEqualTo(expected);
    }

    @Test
    void forgetsRequestsOfMoreThanTenSecondsAgo() {
        RetryBudget budget = new RetryBudget(new RetryOptions(1, 20, 0), 0);
        for (int i = 0; i < 100; i++) {
            budget.requested(0);
        }

        assertThat(budget.withdraw(9 * SECOND)).isTrue();
        assertThat(budget.withdraw(10 * SECOND)).isFalse();
    }

    @Test
    void keepsNoMoreThanASecondsWorthForLater() {
        RetryBudget budget = new RetryBudget(RetryOptions.USUAL, 0);
        int given = 0;
        for (int i = 0; i < 100; i++) {
            given += budget.withdraw(3_600 * SECOND) ? 1 : 0;
        }

        assertThat(given).isEqualTo(10);
    }

    @Test
    void countsWhatHasHappenedInTheLastTenSeconds() {
        SlidingCount count = new SlidingCount();
        for (int second = 0; second < 30; second++) {
            count.increment(second * SECOND);
            assertThat(count.sum(second * SECOND)).isEqualTo(Math.min(10, second + 1));
        }

        assertThat(count.sum(35 * SECOND)).isEqualTo(4);
        assertThat(count.sum(100 * SECOND)).isZero();
    }
}
