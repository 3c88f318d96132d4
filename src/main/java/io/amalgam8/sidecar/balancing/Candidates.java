package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.model.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A destination's instances as one event loop sees them: those that take calls, and those that are spared for their
 * failures. Made anew when the health of any instance, or the table, has changed; so a call needs no look at all of them.
 */
final class Candidates {

    private final Instance[] instances;
    private final Member[] members;
    private final int[] indexes;
    private final List<Member> spared = new ArrayList<>();
    private final List<Instance> sparedInstances = new ArrayList<>();
    private final OutlierOptions outlier;
    private final boolean panic;
    private final long rampEndNanos;
    private final boolean ramping;
    private long nextDueNanos = Long.MAX_VALUE;

    /**
     * Looks at all of them once.
     *
     * @param all the listed instances, at least one
     * @param known what is known of each, in the same order
     */
    Candidates(List<Instance> all, List<Member> known, OutlierOptions outlier, long now) {
        int size = all.size();
        int avoided = count(known);
        this.outlier = outlier;
        this.panic = avoided > 0 && size > 1 && Panic.reigns(avoided, size, outlier);
        int sparing = panic ? 0 : Math.min(avoided, Panic.mostSpared(size, outlier));
        this.instances = new Instance[size - sparing];
        this.members = new Member[size - sparing];
        this.indexes = new int[size];
        divide(all, known, sparing);
        long ramp = outlier.slowStart().toNanos();
        long newest = newest(now);
        this.rampEndNanos = newest + ramp;
        this.ramping = SlowStart.spares(fresh(now - ramp), members.length);
    }

    int size() {
        return instances.length;
    }

    Instance instance(int index) {
        return instances[index];
    }

    Member member(int index) {
        return members[index];
    }

    /** Of the listed instance in that place; -1 where it is spared. */
    int indexOf(int listed) {
        return indexes[listed];
    }

    OutlierOptions outlier() {
        return outlier;
    }

    /** Whether any of them may be spared at all: never the last. */
    boolean maySpare() {
        return Panic.mostSpared(members.length + spared.size(), outlier) > 0;
    }

    /** Whether so few are healthy that all are used. */
    boolean isPanic() {
        return panic;
    }

    /** Whether some instance is so new that it does not get its whole share yet. */
    boolean isRamping(long now) {
        return ramping && now - rampEndNanos < 0;
    }

    /** Whether this call is one of those that a new instance does not get yet. */
    boolean isHeldBack(int index, RandomGenerator chance, long now) {
        if (!isRamping(now)) {
            return false;
        }
        long age = now - members[index].health().firstSeenNanos();
        double share = SlowStart.share(age, outlier.slowStart().toNanos());
        return share < 1 && chance.nextDouble() >= share;
    }

    /** Whether a spared one is to be looked at again. */
    boolean isProbeDue(long now) {
        return !spared.isEmpty() && now - nextDueNanos >= 0;
    }

    /** The spared ones, in the order of {@link #sparedInstance}. */
    List<Member> spared() {
        return spared;
    }

    Instance sparedInstance(int index) {
        return sparedInstances.get(index);
    }

    /** After the due ones were looked at. */
    void reschedule() {
        long next = Long.MAX_VALUE;
        for (Member member : spared) {
            next = Math.min(next, member.health().dueNanos());
        }
        nextDueNanos = next;
    }

    private static int count(List<Member> known) {
        int avoided = 0;
        for (Member member : known) {
            avoided += member.health().isAvoided() ? 1 : 0;
        }
        return avoided;
    }

    private void divide(List<Instance> all, List<Member> known, int sparing) {
        int used = 0;
        for (int i = 0; i < all.size(); i++) {
            Member member = known.get(i);
            boolean full = used == members.length;
            if (full || (spared.size() < sparing && member.health().isAvoided())) {
                spared.add(member);
                sparedInstances.add(all.get(i));
                indexes[i] = -1;
                continue;
            }
            members[used] = member;
            instances[used] = all.get(i);
            indexes[i] = used;
            used++;
        }
        reschedule();
    }

    private long newest(long now) {
        long newest = now - outlier.slowStart().toNanos();
        for (Member member : members) {
            long seen = member.health().firstSeenNanos();
            newest = seen - newest > 0 ? seen : newest;
        }
        return newest;
    }

    private int fresh(long since) {
        int fresh = 0;
        for (Member member : members) {
            fresh += member.health().firstSeenNanos() - since > 0 ? 1 : 0;
        }
        return fresh;
    }
}
