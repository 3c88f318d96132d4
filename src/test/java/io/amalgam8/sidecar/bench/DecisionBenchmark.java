package io.amalgam8.sidecar.bench;

import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.routing.Balancer;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.RequestHead;
import io.amalgam8.sidecar.routing.RoutingTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One decision at the end of its service's rules: by instances of all services, rules of the service, and the kind of
 * their expressions.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {

    @Param({"10", "10000"})
    int instances;

    @Param({"0", "1", "10"})
    int rules;

    /** {@code literal}: what a8ctl writes for a cookie; {@code engine}: an expression that needs RE2. */
    @Param({"literal", "engine"})
    String expressions = "literal";

    private final SplittableRandom chance = new SplittableRandom(42);
    private final Head head = new Head(
            "service0",
            List.of("host", "user-agent", "accept", "x-request-id", "cookie", "accept-encoding"),
            List.of(
                    "reviews.example",
                    "Mozilla/5.0 (X11; Linux x86_64)",
                    "*/*",
                    "0b6d7f5e2c",
                    "session=4f1c2a9e77d0; theme=dark; user=jason; lang=en",
                    "gzip"));
    private RoutingTable table = RoutingTable.unknown();

    @Setup
    public void compile() {
        boolean literal = expressions.equals("literal");
        List<Rule> all =
                new ArrayList<>(SyntheticTables.rules(rules, 1, literal ? ".*?" : "[; ]", literal ? "" : "($|[;])")
                        .rules());
        all.add(SyntheticTables.action("service0"));
        table = SyntheticTables.table(SyntheticTables.catalog(instances, 5), new RuleSet(all, List.of(), 1));
    }

    @Benchmark
    public Decision decide() {
        return table.decide(head, Balancer.RANDOM, chance);
    }

    /** Headers as a list that is looked through, as most HTTP codecs keep them. */
    private record Head(String service, List<String> names, List<String> values) implements RequestHead {

        @Override
        public boolean takesCookie() {
            return true;
        }

        @Override
        public Iterator<String> header(String name) {
            return new Found(name);
        }

        private final class Found implements Iterator<String> {

            private final String name;
            private int at = -1;

            Found(String name) {
                this.name = name;
                advance();
            }

            @Override
            public boolean hasNext() {
                return at < names.size();
            }

            @Override
            public String next() {
                String value = values.get(at);
                advance();
                return value;
            }

            private void advance() {
                do {
                    at++;
                } while (at < names.size() && !names.get(at).equalsIgnoreCase(name));
            }
        }
    }
}
