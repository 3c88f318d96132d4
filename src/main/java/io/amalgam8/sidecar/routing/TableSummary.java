package io.amalgam8.sidecar.routing;

/**
 * What is in force, in numbers.
 *
 * @param generation counts the tables of this process, from 1
 * @param complete whether it stands on a catalog and rules that were really received
 * @param services services with at least one instance
 * @param instances routable instances
 * @param rules rules in force
 * @param refusedRules rules that could not be compiled
 */
public record TableSummary(
        long generation, boolean complete, int services, int instances, int rules, int refusedRules) {}
