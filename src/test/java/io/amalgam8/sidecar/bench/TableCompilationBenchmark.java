package io.amalgam8.sidecar.bench;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.routing.RoutingTable;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A table of 10,000 instances and 1,000 rules: new from nothing, and after instances came or went. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TableCompilationBenchmark {

    @Param({"1", "100"})
    int services;

    @Param({"literal", "engine"})
    String expressions = "literal";

    private Catalog catalog = Catalog.EMPTY;
    private RuleSet rules = RuleSet.EMPTY;
    private RoutingTable before = RoutingTable.unknown();

    @Setup
    public void generate() {
        boolean literal = expressions.equals("literal");
        catalog = SyntheticTables.catalog(10_000, services);
        rules = SyntheticTables.rules(1_000, services, literal ? ".*?" : "[; ]", literal ? "" : "($|[;])");
        before = SyntheticTables.table(SyntheticTables.catalog(9_999, services), rules);
    }

    @Benchmark
    public RoutingTable compileAll() {
        return SyntheticTables.table(catalog, rules);
    }

    @Benchmark
    public RoutingTable compileAfterInstancesChanged() {
        return before.next(SyntheticTables.CALLER, Optional.of(catalog), Optional.of(rules), SyntheticTables::compile);
    }
}
